// Tables of text with aligned columns.
#pragma once

#include <string>
#include <vector>

namespace tacit {

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::size_t left = 1;  // so many first columns are flush left, the others flush right
};

// A line a row, with a rule below the header.
std::string print(const Table& table);

// A number with so many significant digits; "-" for one that is not known.
std::string cell(double value, int digits = 4);

// A share in percent, as "16.7%"; "-" for none and for one that is not known.
std::string percent(double share);

}  // namespace tacit
