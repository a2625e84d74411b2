// GET requests side by side with bare libcurl: the multi interface on an epoll descriptor, handles and
// connections kept, nothing else.
#pragma once

#include <curl/curl.h>

#include <string>

namespace floor_bench {

struct Transfer {
    CURL *handle = nullptr;
    curl_slist *headers = nullptr;
    std::string body{};
};

class ManyTransfers {
public:
    explicit ManyTransfers(long at_once);
    ~ManyTransfers();
    ManyTransfers(const ManyTransfers &) = delete;
    ManyTransfers &operator=(const ManyTransfers &) = delete;

    // `transfer` must stay where it is. Its body is emptied first and keeps its memory.
    void start(Transfer &transfer, const std::string &url, const std::string &token);

    // Waits until something happens; `ended(transfer)` is called for each answer that is complete and may
    // start the next one. Ends the program with a message when a request fails: a floor without all answers
    // is none.
    template <typename Ended>
    void advance(Ended ended) {
        wait();
        while (Transfer *transfer = next_ended())
            ended(*transfer);
    }

private:
    static int socket_changed(CURL *, curl_socket_t socket, int what, void *self, void *known);
    static int timer_changed(CURLM *, long milliseconds, void *self);
    static std::size_t take_body(char *bytes, std::size_t, std::size_t count, void *transfer);

    void prepare(Transfer &transfer);
    void wait();
    Transfer *next_ended();

    CURLM *multi_;
    int epoll_;
    long patience_ = -1; // milliseconds; libcurl's timer, counted anew at each change
};

} // namespace floor_bench
