// What `rules diff -f json` promises; the findings in it are those of `check`, without their item.
#include <nlohmann/json.hpp>

#include "report/diff.h"

namespace gengxin {

namespace {

constexpr char kSchema[] = R"schema({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "gengxin rules diff -f json",
  "description": "What two days differ in. Without inventories there are no items, no input and no totals of items.",
  "type": "object",
  "required": ["rule_base", "from", "to", "rules", "summary"],
  "additionalProperties": false,
  "properties": {
    "rule_base": {
      "type": "object",
      "required": ["version", "digest", "documents", "rules"],
      "additionalProperties": false,
      "properties": {
        "version": {"type": "string"},
        "digest": {"type": "string", "description": "The same rules give the same digest."},
        "documents": {"$ref": "#/$defs/count"},
        "rules": {"$ref": "#/$defs/count"}
      }
    },
    "region": {"type": "string", "description": "The run's region; an item's own place goes before it."},
    "selection": {"type": "string", "description": "--only, --skip and --min-provenance, where given."},
    "from": {"$ref": "#/$defs/date", "description": "The earlier day."},
    "to": {"$ref": "#/$defs/date", "description": "The later day."},
    "rules": {"type": "array", "description": "By date, then in the order of the rule base.", "items": {"$ref": "#/$defs/rule_change"}},
    "items": {"type": "array", "description": "The items of which the days say different things, in the order of the input.", "items": {"$ref": "#/$defs/item_change"}},
    "input": {"type": "array", "items": {"$ref": "#/$defs/input"}},
    "summary": {
      "type": "object",
      "required": ["rules"],
      "additionalProperties": false,
      "properties": {
        "rules": {
          "type": "object",
          "required": ["begins", "ends", "due"],
          "additionalProperties": false,
          "properties": {"begins": {"$ref": "#/$defs/count"}, "ends": {"$ref": "#/$defs/count"}, "due": {"$ref": "#/$defs/count"}}
        },
        "items": {
          "type": "object",
          "required": ["all", "changed", "unchanged"],
          "additionalProperties": false,
          "properties": {"all": {"$ref": "#/$defs/count"}, "changed": {"$ref": "#/$defs/count"}, "unchanged": {"$ref": "#/$defs/count"}}
        },
        "verdicts": {
          "type": "array",
          "description": "The changed items by their gravest verdict on both days, which may be the same.",
          "items": {
            "type": "object",
            "required": ["from", "to", "items"],
            "additionalProperties": false,
            "properties": {"from": {"$ref": "#/$defs/verdict"}, "to": {"$ref": "#/$defs/verdict"}, "items": {"$ref": "#/$defs/count"}}
          }
        },
        "clauses": {
          "type": "array",
          "description": "How many findings of each clause change.",
          "items": {
            "type": "object",
            "required": ["rule", "appear", "disappear", "change"],
            "additionalProperties": false,
            "properties": {
              "rule": {"$ref": "#/$defs/rule_id"},
              "appear": {"$ref": "#/$defs/count"},
              "disappear": {"$ref": "#/$defs/count"},
              "change": {"$ref": "#/$defs/count"}
            }
          }
        }
      }
    }
  },
  "$defs": {
    "verdict": {
      "description": "unchecked: no finding, and no clause was decided.",
      "enum": ["retire", "restrict", "below-baseline", "below-access", "upgrade", "overage", "in-scope", "eligible", "undetermined", "compliant", "unchecked"]
    },
    "rule_change": {
      "type": "object",
      "required": ["change", "date", "rule", "document", "clause", "title", "certainty"],
      "additionalProperties": false,
      "properties": {
        "change": {"enum": ["begins", "ends", "due"], "description": "due: its deadline passes while it is in force."},
        "date": {"$ref": "#/$defs/date", "description": "The first day, the last day, the deadline."},
        "rule": {"$ref": "#/$defs/rule_id"},
        "document": {"type": "string", "description": "The document's number."},
        "clause": {"type": "string"},
        "title": {"type": "string"},
        "verdict": {"$ref": "#/$defs/verdict", "description": "Left out for a table of levels."},
        "levels": {"enum": ["grades", "benchmark", "limits"], "description": "The kind of a table of levels."},
        "certainty": {"enum": ["certain", "suspected"]},
        "deadline": {"$ref": "#/$defs/date"},
        "replaces": {"type": "array", "description": "Of what begins: numbers of the documents whose place the document takes, also of those not in the rule base.", "items": {"type": "string"}},
        "replaced_by": {"type": "array", "description": "Of what ends: numbers of the documents that take the document's place.", "items": {"type": "string"}}
      }
    },
    "item_change": {
      "type": "object",
      "required": ["file", "row", "item", "from", "to"],
      "additionalProperties": false,
      "properties": {
        "file": {"type": "string"},
        "sheet": {"type": "string", "description": "Of a workbook."},
        "row": {"type": "integer", "minimum": 1, "description": "1 is the first line of the file or sheet."},
        "item": {"type": "string", "description": "The item's id, else `row N`."},
        "company": {"type": "string"},
        "name": {"type": "string"},
        "model": {"type": "string"},
        "category": {"type": "string"},
        "from": {"$ref": "#/$defs/verdict", "description": "The gravest on the earlier day."},
        "to": {"$ref": "#/$defs/verdict"},
        "appear": {"type": "array", "description": "Findings of the later day alone.", "items": {"$ref": "#/$defs/finding"}},
        "disappear": {"type": "array", "description": "Findings of the earlier day alone.", "items": {"$ref": "#/$defs/finding"}},
        "change": {
          "type": "array",
          "description": "Findings of a clause that say something else on the later day: another verdict, a deadline passed, another amount.",
          "items": {
            "type": "object",
            "required": ["from", "to"],
            "additionalProperties": false,
            "properties": {"from": {"$ref": "#/$defs/finding"}, "to": {"$ref": "#/$defs/finding"}}
          }
        }
      }
    }
  }
}
)schema";

}  // namespace

std::string diff_schema() {
  using json = nlohmann::ordered_json;
  json schema = json::parse(kSchema);
  const json report = json::parse(report_schema());
  json& defs = schema["$defs"];
  for (const char* shared : {"count", "date", "money", "field", "rule_id", "finding", "value", "target", "target_level",
                             "saving", "level", "thresholds", "input", "sha256", "verdicts", "verdict_count"})
    defs[shared] = report["$defs"].at(shared);
  json& finding = defs["finding"];
  finding["required"] = {"verdict", "certainty", "message"};
  for (const char* of_item : {"file", "sheet", "row", "item", "company", "name", "model", "category", "unmapped"})
    finding["properties"].erase(of_item);
  return schema.dump(2) + '\n';
}

}  // namespace gengxin
