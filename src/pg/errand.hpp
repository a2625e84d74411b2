// What a backend asks of a sync worker, parsed; and how the failures of a platform are told to SQL callers.
#pragma once

#include "core/result.hpp"
#include "core/secret.hpp"
#include "pg/mailbox.hpp"

#include <string>
#include <vector>

namespace social::pg {

struct Errand {
    std::string kind{}; // connect_token, connect_code, complete_oauth, sync, refresh, encrypt_secret
    std::string platform{};
    std::string user_id{};
    std::string role{}; // of the user, where known
    std::string claimed_id{};
    std::string page_id{};
    std::string redirect_uri{};
    std::string state{};
    std::string sync_type{};
    std::vector<std::string> connection_ids{};
    std::vector<std::int64_t> log_ids{};
    int days_before = 7;
    Secret secret{};
};

// Reads a request and takes its secret out of the mail, wiping what it took it from.
Errand read_errand(Mail &mail);

// Our own SQLSTATEs, class PS (docs/reference/errors.md).
int sqlstate_of(const Error &error);
std::string hint_of(const Error &error);

} // namespace social::pg
