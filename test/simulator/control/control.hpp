// The control interface, /control/…: truth, clock, faults, tokens and counts for whoever runs a test. The
// calls are described in README.md.
#pragma once

#include "base/json_object.hpp"
#include "base/json_writer.hpp"
#include "simulator.hpp"

#include <string_view>

namespace social::simulator {

void answer_control(Simulator &simulator, std::string_view path, const Request &request, Response &response);

namespace control {

// What one control call gets to see. Wrong input is thrown as BadInput.
struct Call {
    Simulator &simulator;
    std::string_view method;
    const Params &query;
    const JsonObject &body;
    JsonWriter &json; // the answer
};

void health(Call &call);
void clock(Call &call);
void settings(Call &call);
void limits(Call &call);
void apps(Call &call);
void change_share(Call &call);
void generation(Call &call);
void reset(Call &call);
void faults(Call &call);
void requests(Call &call);
void truth(Call &call);
void accounts(Call &call);
void override_figures(Call &call);
void token(Call &call);
void mint_many(Call &call);
void revoke(Call &call);

// Shared readers of input.
Platform required_platform(const std::optional<std::string> &name);
std::uint32_t required_account(const Simulator &simulator, std::optional<std::int64_t> account);
AppIndex app_of(const Simulator &simulator, Platform platform, const JsonObject &body);

} // namespace control
} // namespace social::simulator
