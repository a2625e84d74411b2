// Control calls about faults and about what was asked.
#include "base/text.hpp"
#include "control/control.hpp"

namespace social::simulator::control {

namespace {

constexpr std::int64_t default_last = 50;

void write_faults(Call &call) {
    call.json.begin_object().key("faults").begin_array();
    for (const Fault &fault : call.simulator.faults.all())
        fault.write(call.json);
    call.json.end_array().end_object();
}

std::optional<std::uint32_t> queried_account(const Call &call) {
    if (!call.query.has("account"))
        return std::nullopt;
    return required_account(call.simulator, parse_integer(call.query.get("account")));
}

} // namespace

void faults(Call &call) {
    Faults &faults = call.simulator.faults;
    if (call.method == "POST") {
        std::uint64_t id = faults.add(Fault::parse(call.body));
        call.json.begin_object().field("id", id).end_object();
        return;
    }
    if (call.method == "DELETE") {
        if (!call.query.has("id"))
            faults.clear();
        else if (!faults.remove(parse_unsigned(call.query.get("id")).value_or(0)))
            throw BadInput("there is no fault with that id");
    }
    write_faults(call);
}

void requests(Call &call) {
    if (call.method == "DELETE") {
        call.simulator.journal.reset();
        call.json.begin_object().field("status", "ok").end_object();
        return;
    }
    std::optional<Platform> platform;
    if (call.query.has("platform"))
        platform = required_platform(call.query.get("platform"));
    std::int64_t last = parse_integer(call.query.get("last")).value_or(default_last);
    call.simulator.journal.write(call.json, platform, queried_account(call), static_cast<std::size_t>(last));
}

} // namespace social::simulator::control
