// JSON Schemas of the files under rules/, for editors: completion, hover texts, mistakes marked while one types.
//
// They are draft-07, which is what editors know best (yaml-language-server: VS Code, Neovim, Helix, Zed). They are made
// from a vocabulary, so that fields, categories, units and regions are completed by id and a mistyped one is marked.
// What only the compiler can tell is left to `rules lint`: conditions, numbers of columns, ids that stand twice.
// A schema never refuses what the compiler takes, but for a scalar of an odd kind (`title: true`) and an id that a
// file itself brings: the vocabulary must be read with it.
#pragma once

#include <string>

#include "vocabulary/vocabulary.h"

namespace gengxin {

/// Of a file with `document` and `rules`. Descriptions are in the run's language. Objects are named in `definitions`
/// as the compiler's messages name them.
std::string rules_schema(const Vocabulary& vocabulary);
/// Of a file with fields, units, categories, regions, designations, derivations or indicators; likewise.
std::string vocabulary_schema(const Vocabulary& vocabulary);

}  // namespace gengxin
