#include "base/gzip.hpp"

#include <algorithm>
#include <stdexcept>
#include <zlib.h>

namespace social::simulator {

namespace {

void deflate_piece(z_stream &stream, std::string_view piece, int flush, std::string &out) {
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(piece.data()));
    stream.avail_in = static_cast<uInt>(piece.size());
    char buffer[16384];
    do {
        stream.next_out = reinterpret_cast<Bytef *>(buffer);
        stream.avail_out = sizeof buffer;
        deflate(&stream, flush);
        out.append(buffer, sizeof buffer - stream.avail_out);
    } while (stream.avail_out == 0);
}

} // namespace

std::string gzip_with_filler(std::string_view prefix, std::uint64_t filler, std::string_view suffix) {
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib could not be initialised");
    std::string out;
    const std::string spaces(1 << 20, ' ');
    deflate_piece(stream, prefix, Z_NO_FLUSH, out);
    while (filler > 0) {
        std::uint64_t size = std::min<std::uint64_t>(filler, spaces.size());
        deflate_piece(stream, std::string_view(spaces).substr(0, size), Z_NO_FLUSH, out);
        filler -= size;
    }
    deflate_piece(stream, suffix, Z_FINISH, out);
    deflateEnd(&stream);
    return out;
}

} // namespace social::simulator
