// One line a platform: which adapter serves it.
#include "core/platforms/adapter.hpp"
#include "core/platforms/facebook.hpp"
#include "core/platforms/instagram.hpp"
#include "core/platforms/tiktok.hpp"

namespace social {

const Adapter *adapter_for(Platform platform) {
    static const InstagramAdapter instagram;
    static const TikTokAdapter tiktok;
    static const FacebookAdapter facebook;
    switch (platform) {
    case Platform::instagram:
        return &instagram;
    case Platform::tiktok:
        return &tiktok;
    case Platform::facebook:
        return &facebook;
    case Platform::youtube:
    case Platform::twitter:
    case Platform::linkedin:
    case Platform::snapchat:
    case Platform::pinterest:
    case Platform::threads:
    case Platform::twitch:
        return nullptr;
    }
    return nullptr;
}

} // namespace social
