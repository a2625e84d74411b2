#include "many_transfers.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <sys/epoll.h>
#include <unistd.h>

namespace floor_bench {

namespace {

constexpr int kEventsAtOnce = 128;
constexpr int kLongestWait = 30'000; // milliseconds

[[noreturn]] void give_up(const char *what, const char *why) {
    std::fprintf(stderr, "error: %s: %s\n", what, why);
    std::exit(1);
}

} // namespace

ManyTransfers::ManyTransfers(long at_once) : multi_(curl_multi_init()), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &ManyTransfers::socket_changed);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &ManyTransfers::timer_changed);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, at_once * 2);
}

ManyTransfers::~ManyTransfers() {
    curl_multi_cleanup(multi_);
    close(epoll_);
}

void ManyTransfers::prepare(Transfer &transfer) {
    transfer.handle = curl_easy_init();
    curl_easy_setopt(transfer.handle, CURLOPT_PRIVATE, &transfer);
    curl_easy_setopt(transfer.handle, CURLOPT_WRITEFUNCTION, &ManyTransfers::take_body);
    curl_easy_setopt(transfer.handle, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(transfer.handle, CURLOPT_PROXY, "");
    curl_easy_setopt(transfer.handle, CURLOPT_NOSIGNAL, 1L);
}

void ManyTransfers::start(Transfer &transfer, const std::string &url, const std::string &token) {
    if (transfer.handle == nullptr)
        prepare(transfer);
    curl_slist_free_all(transfer.headers);
    const std::string authorization = "Authorization: Bearer " + token;
    transfer.headers = curl_slist_append(nullptr, authorization.c_str());
    curl_easy_setopt(transfer.handle, CURLOPT_HTTPHEADER, transfer.headers);
    curl_easy_setopt(transfer.handle, CURLOPT_URL, url.c_str());
    transfer.body.clear();
    curl_multi_add_handle(multi_, transfer.handle);
}

void ManyTransfers::wait() {
    std::array<epoll_event, kEventsAtOnce> events;
    const int patience = patience_ < 0 ? kLongestWait : static_cast<int>(patience_);
    const int count = epoll_wait(epoll_, events.data(), kEventsAtOnce, patience);
    int running = 0;
    if (count == 0) {
        if (patience_ < 0)
            give_up("the simulator", "it has not answered for 30 seconds");
        patience_ = -1;
        curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    for (int i = 0; i < count; ++i) {
        const epoll_event &event = events[static_cast<std::size_t>(i)];
        int what = 0;
        if (event.events & (EPOLLIN | EPOLLHUP))
            what |= CURL_CSELECT_IN;
        if (event.events & EPOLLOUT)
            what |= CURL_CSELECT_OUT;
        if (event.events & EPOLLERR)
            what |= CURL_CSELECT_ERR;
        curl_multi_socket_action(multi_, event.data.fd, what, &running);
    }
}

Transfer *ManyTransfers::next_ended() {
    int left = 0;
    const CURLMsg *message = curl_multi_info_read(multi_, &left);
    if (message == nullptr)
        return nullptr;
    CURL *handle = message->easy_handle;
    Transfer *transfer = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer);
    if (message->data.result != CURLE_OK)
        give_up("a request failed", curl_easy_strerror(message->data.result));
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        give_up("a request was refused", transfer->body.c_str());
    curl_multi_remove_handle(multi_, handle);
    return transfer;
}

int ManyTransfers::socket_changed(CURL *, curl_socket_t socket, int what, void *self, void *known) {
    auto &here = *static_cast<ManyTransfers *>(self);
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(here.epoll_, EPOLL_CTL_DEL, socket, nullptr);
        return 0;
    }
    epoll_event event{};
    event.data.fd = socket;
    event.events = what == CURL_POLL_IN ? EPOLLIN : what == CURL_POLL_OUT ? EPOLLOUT : EPOLLIN | EPOLLOUT;
    epoll_ctl(here.epoll_, known != nullptr ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    curl_multi_assign(here.multi_, socket, &here);
    return 0;
}

int ManyTransfers::timer_changed(CURLM *, long milliseconds, void *self) {
    static_cast<ManyTransfers *>(self)->patience_ = milliseconds;
    return 0;
}

std::size_t ManyTransfers::take_body(char *bytes, std::size_t, std::size_t count, void *transfer) {
    static_cast<Transfer *>(transfer)->body.append(bytes, count);
    return count;
}

} // namespace floor_bench
