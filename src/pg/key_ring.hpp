// The keys that encrypt tokens at rest, read from pg_social.encryption_key_file. Only workers hold one of
// these.
#pragma once

#include "core/secret.hpp"
#include "pg/postgres.hpp"

namespace social::pg {

class KeyRing {
public:
    // Reads the file again when it, or the setting, has changed. Never throws: see problem().
    void refresh();

    // Empty when the keys are usable, else what is wrong and with which file, for people.
    const std::string &problem() const noexcept { return problem_; }
    bool usable() const noexcept { return problem_.empty() && !keys_.empty(); }
    // The current key first; older ones only decrypt. Raises 55000 when there is none.
    const std::vector<Secret> &keys() const;
    const Secret &current() const { return keys().front(); }

private:
    void read(const char *path);
    void refuse(std::string problem);

    std::vector<Secret> keys_;
    std::string problem_ = "pg_social.encryption_key_file is not set";
    std::string path_;
    std::int64_t changed_at_ = -1;
};

} // namespace social::pg
