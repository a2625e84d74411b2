# shellcheck shell=bash
# Sourced by deploy/configure and deploy/import: a database's address as a service file, so that its password is
# never an argument of a process, which everybody on the machine can read.

# write_service URL FILE: the parts of a connection URI (libpq's or SQLAlchemy's) as the service "database".
write_service() {
    local url=$1 file=$2 authority='' path='' query='' part key value port
    local hosts=() ports=() parts=()
    local -A facts=()
    if [[ ! $url =~ ^postgres(ql)?(\+[a-z0-9_]+)?://([^/?#]*)(/([^?#]*))?(\?([^#]*))?$ ]]; then
        echo "this is no postgresql:// address of a database" >&2
        return 1
    fi
    authority=${BASH_REMATCH[3]} path=${BASH_REMATCH[5]} query=${BASH_REMATCH[7]}
    if [[ $authority == *@* ]]; then
        part=${authority%@*} authority=${authority##*@}
        facts[user]=${part%%:*}
        [[ $part != *:* ]] || facts[password]=${part#*:}
    fi
    IFS=, read -ra parts <<<"$authority"
    for part in "${parts[@]}"; do
        port=
        if [[ $part =~ ^(\[.*\]|[^:]*):([0-9]*)$ ]]; then
            part=${BASH_REMATCH[1]} port=${BASH_REMATCH[2]}
        fi
        part=${part#\[}
        hosts+=("${part%\]}") ports+=("$port")
    done
    facts[host]=$(IFS=, && echo "${hosts[*]}")
    port=$(IFS=, && echo "${ports[*]}")
    [ -z "${port//,/}" ] || facts[port]=$port
    facts[dbname]=$path
    IFS='&' read -ra parts <<<"$query"
    for part in "${parts[@]}"; do
        key=${part%%=*} value=${part#*=}
        case $key in
            ssl) facts[sslmode]=$value ;; # asyncpg's name
            user | password | host | hostaddr | port | dbname | options | application_name | connect_timeout | \
                channel_binding | passfile | target_session_attrs | ssl* | gss* | krb* | keepalives*) facts[$key]=$value ;;
            *) echo "$key of the database's address is not known to PostgreSQL and left out" >&2 ;;
        esac
    done
    (
        umask 077
        exec >"$file"
        echo '[database]'
        for key in "${!facts[@]}"; do
            [ -n "${facts[$key]}" ] || continue
            value=$(sed -E 's/\\/\\\\/g; s/%([0-9A-Fa-f]{2})/\\x\1/g' <<<"${facts[$key]}")
            printf -v value %b "$value"
            # A service file knows no quotes and no escapes.
            if [[ $value == *$'\n'* || $value == [[:space:]]* || $value == *[[:space:]] ]]; then
                echo "$key of the database's address has a blank at an end, or several lines" >&2
                exit 1
            fi
            printf '%s=%s\n' "$key" "$value"
        done
    )
}
