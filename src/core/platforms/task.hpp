// Task<T>: a lazily started coroutine, awaited by exactly one other coroutine or started by start().
// Adapters are written as Tasks, so that a platform reads as straight-line code while hundreds of accounts
// are in flight in one thread.
#pragma once

#include "core/platforms/frame_pool.hpp"

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace social {

template <typename T>
class [[nodiscard]] Task {
public:
    struct promise_type {
        std::optional<T> value;
        std::exception_ptr thrown;
        std::coroutine_handle<> waiting;

        // A frame holds everything that its coroutine works with, some kilobytes; one as large is needed
        // again in a moment.
        static void *operator new(std::size_t size) { return FramePool::of_thread().take(size); }
        static void operator delete(void *frame, std::size_t size) noexcept {
            FramePool::of_thread().give_back(frame, size);
        }

        Task get_return_object() { return Task{Handle::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Final {
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> self) const noexcept {
                auto next = self.promise().waiting;
                return next ? next : std::noop_coroutine();
            }
            void await_resume() const noexcept {}
        };
        Final final_suspend() noexcept { return {}; }
        template <typename U>
        void return_value(U &&result) {
            value.emplace(std::forward<U>(result));
        }
        void unhandled_exception() { thrown = std::current_exception(); }
    };
    using Handle = std::coroutine_handle<promise_type>;

    Task(Task &&other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task &operator=(Task &&other) noexcept {
        if (this != &other) {
            release();
            handle_ = std::exchange(other.handle_, {});
        }
        return *this;
    }
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;
    ~Task() { release(); }

    // Awaiting starts the task and resumes the awaiter with its result (or its exception).
    bool await_ready() const noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) noexcept {
        handle_.promise().waiting = awaiter;
        return handle_;
    }
    T await_resume() { return take(); }

    // Runs until the first suspension. For the outermost task only.
    void start() { handle_.resume(); }
    bool done() const { return handle_.done(); }
    // The result of a task that is done; rethrows what it threw.
    T take() {
        auto &promise = handle_.promise();
        if (promise.thrown)
            std::rethrow_exception(promise.thrown);
        return std::move(*promise.value);
    }

private:
    explicit Task(Handle handle) : handle_(handle) {}
    void release() {
        if (handle_)
            std::exchange(handle_, {}).destroy();
    }
    Handle handle_;
};

} // namespace social
