// What a fault does to an answer: in place of it, or to the way it is delivered.
#pragma once

#include "platforms/call.hpp"

namespace social::simulator {

// True when a fault has answered (or decided not to); the platform is not asked then.
bool fault_answers(Call &call, const PlatformModule &module);

// Spoils the finished answer as the faults say.
void spoil_answer(Call &call);

} // namespace social::simulator
