// SHA-256 (FIPS 180-4): names the bytes that a report was made from.
#pragma once

#include <nettle/sha2.h>

#include <string>
#include <string_view>

namespace gengxin {

class Sha256 {
 public:
  Sha256() { sha256_init(&state_); }
  void add(std::string_view bytes) {
    sha256_update(&state_, bytes.size(), reinterpret_cast<const uint8_t*>(bytes.data()));
  }
  /// 64 lower-case hexadecimal digits, as sha256sum prints them; begins anew.
  std::string finish();

 private:
  sha256_ctx state_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace gengxin
