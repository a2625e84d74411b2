// Owners of libcurl's handles, and the two things every call into libcurl needs in a PostgreSQL worker:
// global initialisation after the fork, and signals kept away from the threads that libcurl starts to resolve
// names.
#pragma once

#include <csignal>
#include <curl/curl.h>
#include <memory>
#include <stdexcept>

namespace social {

struct EasyRelease {
    void operator()(CURL *handle) const noexcept { curl_easy_cleanup(handle); }
};
using EasyHandle = std::unique_ptr<CURL, EasyRelease>;

struct MultiRelease {
    void operator()(CURLM *handle) const noexcept { curl_multi_cleanup(handle); }
};
using MultiHandle = std::unique_ptr<CURLM, MultiRelease>;

struct ListRelease {
    void operator()(curl_slist *list) const noexcept { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, ListRelease>;

// Threads inherit the signal mask of their creator. A resolver thread that took a SIGTERM or SIGUSR1 would
// run the server's signal handlers beside the main thread.
class SignalsBlocked {
public:
    SignalsBlocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked &) = delete;
    SignalsBlocked &operator=(const SignalsBlocked &) = delete;

private:
    sigset_t before_;
};

// Once a process, by whoever needs libcurl first; never undone, since the process ends with its connections.
inline void require_curl() {
    static const CURLcode outcome = [] {
        SignalsBlocked blocked;
        return curl_global_init(CURL_GLOBAL_DEFAULT);
    }();
    if (outcome != CURLE_OK)
        throw std::runtime_error("libcurl cannot be initialised");
}

// Setting an option fails only when memory has run out or this libcurl lacks the option.
template <typename Value>
void set_option(CURL *handle, CURLoption option, Value value) {
    if (const CURLcode outcome = curl_easy_setopt(handle, option, value); outcome != CURLE_OK)
        throw std::runtime_error(curl_easy_strerror(outcome));
}

template <typename Value>
void set_option(CURLM *handle, CURLMoption option, Value value) {
    if (const CURLMcode outcome = curl_multi_setopt(handle, option, value); outcome != CURLM_OK)
        throw std::runtime_error(curl_multi_strerror(outcome));
}

} // namespace social
