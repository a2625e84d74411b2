// The consent step of the three platforms: a page for people, and what their decision sends back.
#pragma once

namespace social::simulator {

struct Call;

void answer_authorize(Call &call);

} // namespace social::simulator
