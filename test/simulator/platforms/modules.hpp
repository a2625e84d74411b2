// The three platforms' modules.
#pragma once

#include "platforms/call.hpp"

namespace social::simulator {

class InstagramModule : public PlatformModule {
public:
    void prepare(Call &call) const override;
    Operation find(Call &call) const override;
    void unknown_parameter(Call &call, std::string_view name) const override;
    void refuse(Call &call, Refusal refusal, const RefusalDetail &detail) const override;
    void usage_headers(Call &call, std::int64_t percent, std::int64_t minutes) const override;
};

class FacebookModule : public PlatformModule {
public:
    void prepare(Call &call) const override;
    Operation find(Call &call) const override;
    void unknown_parameter(Call &call, std::string_view name) const override;
    void refuse(Call &call, Refusal refusal, const RefusalDetail &detail) const override;
    void usage_headers(Call &call, std::int64_t percent, std::int64_t minutes) const override;
};

class TikTokModule : public PlatformModule {
public:
    void prepare(Call &call) const override;
    Operation find(Call &call) const override;
    void unknown_parameter(Call &call, std::string_view name) const override;
    void refuse(Call &call, Refusal refusal, const RefusalDetail &detail) const override;
    void usage_headers(Call &call, std::int64_t percent, std::int64_t minutes) const override;
};

} // namespace social::simulator
