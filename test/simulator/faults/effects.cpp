#include "faults/effects.hpp"

#include "base/gzip.hpp"
#include "base/text.hpp"

#include <map>

namespace social::simulator {

namespace {

constexpr std::string_view padded_start = R"({"data":[],"padding":")";
constexpr std::string_view padded_end = R"("})";

RefusalDetail detail_of(const Fault &fault) {
    return {fault.code, fault.status, fault.minutes, fault.retry_after, fault.flat};
}

void answer_html(Call &call, const Fault &fault) {
    call.response.status = static_cast<int>(fault.status.value_or(502));
    call.response.content_type = "text/html";
    call.response.body =
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
        "</center><hr><center>edge</center></body></html>\n";
}

void answer_gzip_bomb(Call &call, const Fault &fault) {
    // Half a gigabyte takes a while to pack, so it is done once.
    static std::map<std::int64_t, std::string> bombs;
    std::string &bomb = bombs[fault.bytes];
    if (bomb.empty())
        bomb = gzip_with_filler(padded_start, static_cast<std::uint64_t>(fault.bytes), padded_end);
    call.response.body = bomb;
    call.response.add_header("Content-Encoding", "gzip");
}

void answer_deep_nesting(Call &call, const Fault &fault) {
    auto depth = static_cast<std::size_t>(fault.depth);
    call.response.body = concat(R"({"data":)", std::string(depth, '['), std::string(depth, ']'), "}");
}

void answer_huge_body(Call &call, const Fault &fault) {
    call.response.body = padded_start;
    call.response.filler = static_cast<std::uint64_t>(fault.bytes);
    call.response.tail = padded_end;
}

Refusal refusal_of(FaultKind kind) {
    switch (kind) {
    case FaultKind::throttle:
        return Refusal::throttled;
    case FaultKind::revoked_token:
        return Refusal::revoked;
    case FaultKind::missing_scope:
        return Refusal::scope_missing;
    default:
        return Refusal::unavailable;
    }
}

} // namespace

bool fault_answers(Call &call, const PlatformModule &module) {
    for (const Fault &fault : call.faults.all()) {
        switch (fault.kind) {
        case FaultKind::reset:
            call.response.delivery = Response::Delivery::reset;
            return true;
        case FaultKind::hang:
            call.response.delivery = Response::Delivery::hang;
            return true;
        case FaultKind::html_502:
            answer_html(call, fault);
            return true;
        case FaultKind::empty_body:
            call.response.status = static_cast<int>(fault.status.value_or(200));
            return true;
        case FaultKind::redirect:
            call.response.status = 302;
            call.response.add_header("Location", fault.location);
            return true;
        case FaultKind::huge_body:
            answer_huge_body(call, fault);
            return true;
        case FaultKind::gzip_bomb:
            answer_gzip_bomb(call, fault);
            return true;
        case FaultKind::deep_nesting:
            answer_deep_nesting(call, fault);
            return true;
        case FaultKind::throttle:
        case FaultKind::server_error:
        case FaultKind::revoked_token:
        case FaultKind::missing_scope:
            module.refuse(call, refusal_of(fault.kind), detail_of(fault));
            return true;
        case FaultKind::error_200: {
            RefusalDetail detail = detail_of(fault);
            detail.status = 200;
            module.refuse(call, Refusal::unavailable, detail);
            return true;
        }
        default:
            break;
        }
    }
    return false;
}

void spoil_answer(Call &call) {
    Response &response = call.response;
    if (const Fault *slow = call.faults.find(FaultKind::slow))
        response.delay_ms = static_cast<int>(slow->milliseconds);
    if (const Fault *slow = call.faults.find(FaultKind::slow_body))
        response.drip_ms = static_cast<int>(slow->milliseconds);
    if (call.has(FaultKind::truncated_json))
        response.body.resize(response.body.size() / 2);
    if (call.has(FaultKind::cut_connection))
        response.delivery = Response::Delivery::cut;
    if (call.has(FaultKind::lost_answer))
        response.delivery = Response::Delivery::reset;
}

} // namespace social::simulator
