// What -f json promises, for validators and code generators; json_test.cc holds the writer to it.
#include "report/report.h"

namespace gengxin {

namespace {

constexpr char kSchema[] = R"schema({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "gengxin check -f json",
  "description": "Findings of one run. -f ndjson writes the objects of `findings` one a line, with --summary the object of `summary` with `rule_base`, `as_of`, `region`, `selection`, `input` and `run` before its own keys.",
  "type": "object",
  "required": ["rule_base", "input", "diagnostics", "run", "summary"],
  "additionalProperties": false,
  "properties": {
    "rule_base": {
      "type": "object",
      "required": ["version", "digest", "documents", "rules"],
      "additionalProperties": false,
      "properties": {
        "version": {"type": "string"},
        "digest": {"type": "string", "description": "SHA-256: the same rules give the same digest."},
        "documents": {"$ref": "#/$defs/count"},
        "rules": {"$ref": "#/$defs/count"}
      }
    },
    "as_of": {"$ref": "#/$defs/date", "description": "The day whose law was applied."},
    "region": {"type": "string", "description": "The run's region; an item's own place goes before it."},
    "selection": {"type": "string", "description": "--only, --skip and --min-provenance, where given."},
    "findings": {
      "type": "array",
      "description": "In the order of the input; of one item the gravest first. Left out with --summary.",
      "items": {"$ref": "#/$defs/finding"}
    },
    "horizon": {"$ref": "#/$defs/date", "description": "With --horizon: the last day of `due`."},
    "due": {
      "type": "array",
      "description": "With --horizon: deadlines that have passed and everything that falls due up to the horizon, by day.",
      "items": {
        "type": "object",
        "required": ["date", "kind", "passed", "verdict", "certainty", "rule", "document", "clause", "items"],
        "additionalProperties": false,
        "properties": {
          "date": {"$ref": "#/$defs/date"},
          "kind": {"enum": ["deadline", "incentive-ends", "hold-ends"], "description": "The clause's deadline; the last day of an incentive; the last day on which what earned a credit must be kept."},
          "passed": {"type": "boolean"},
          "verdict": {"type": "string"},
          "certainty": {"enum": ["certain", "suspected"]},
          "rule": {"$ref": "#/$defs/rule_id"},
          "document": {"type": "string"},
          "clause": {"type": "string"},
          "items": {
            "type": "array",
            "items": {
              "type": "object",
              "required": ["file", "row", "item"],
              "additionalProperties": false,
              "properties": {
                "file": {"type": "string"},
                "sheet": {"type": "string"},
                "row": {"type": "integer", "minimum": 1},
                "item": {"type": "string"}
              }
            }
          }
        }
      }
    },
    "input": {"type": "array", "items": {"$ref": "#/$defs/input"}},
    "diagnostics": {"type": "array", "items": {"$ref": "#/$defs/diagnostic"}},
    "baseline": {
      "type": "object",
      "description": "With --baseline: findings that it does not have, that it has, and that it has and were not found again.",
      "required": ["new", "known", "fixed"],
      "additionalProperties": false,
      "properties": {"new": {"$ref": "#/$defs/count"}, "known": {"$ref": "#/$defs/count"}, "fixed": {"$ref": "#/$defs/count"}}
    },
    "run": {"$ref": "#/$defs/run"},
    "summary": {"$ref": "#/$defs/summary"}
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "money": {"type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$", "description": "Yuan, exact, as a decimal."},
    "field": {"type": "string", "description": "A field's id: gengxin fields."},
    "rule_id": {"type": "string", "description": "A rule's id: gengxin rules show. A document's id where a finding is about a whole document."},
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Of the file's bytes, as sha256sum prints it."},
    "run": {
      "type": "object",
      "description": "What the report was made from and with; gengxin verify makes it again.",
      "required": ["tool", "rule_base", "format", "lang", "inputs"],
      "additionalProperties": false,
      "properties": {
        "tool": {"type": "string", "description": "Its name and version."},
        "rule_base": {
          "type": "object",
          "required": ["version", "digest"],
          "additionalProperties": false,
          "properties": {"version": {"type": "string"}, "digest": {"type": "string"}}
        },
        "as_of": {"$ref": "#/$defs/date"},
        "format": {"type": "string"},
        "lang": {"enum": ["zh", "en"]},
        "options": {"type": "object", "description": "What counted of the command line and the configuration."},
        "inputs": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["file"],
            "additionalProperties": false,
            "properties": {"file": {"type": "string"}, "sha256": {"$ref": "#/$defs/sha256"}}
          }
        }
      }
    },
    "finding": {
      "type": "object",
      "description": "A key without a value is left out.",
      "required": ["file", "row", "item", "verdict", "certainty", "message"],
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
        "verdict": {"enum": ["retire", "restrict", "below-baseline", "below-access", "upgrade", "overage", "in-scope", "eligible", "undetermined", "compliant"]},
        "certainty": {"enum": ["certain", "suspected"], "description": "suspected: confirm against the official text."},
        "rule": {"$ref": "#/$defs/rule_id"},
        "document": {"type": "string", "description": "The document's number."},
        "clause": {"type": "string"},
        "title": {"type": "string"},
        "deadline": {"$ref": "#/$defs/date"},
        "values": {"type": "array", "description": "The values compared.", "items": {"$ref": "#/$defs/value"}},
        "level": {"$ref": "#/$defs/level"},
        "target": {"$ref": "#/$defs/target", "description": "The level to buy instead."},
        "best_target": {"$ref": "#/$defs/target", "description": "The best level. The advanced level is suspected: that grade 1 is the advanced level of 2024 is recalled."},
        "saving": {
          "type": "object",
          "description": "Electricity a year between the present value and each target; missing: what it needs.",
          "additionalProperties": false,
          "properties": {
            "energy-saving": {"$ref": "#/$defs/saving"},
            "advanced": {"$ref": "#/$defs/saving"},
            "access": {"$ref": "#/$defs/saving"},
            "missing": {"type": "array", "items": {"$ref": "#/$defs/field"}}
          }
        },
        "amount": {
          "type": "object",
          "required": ["value", "currency"],
          "additionalProperties": false,
          "properties": {
            "value": {"$ref": "#/$defs/money"},
            "now": {"$ref": "#/$defs/money", "description": "What this year's tax payable leaves room for."},
            "carried": {"$ref": "#/$defs/money", "description": "The rest, carried forward."},
            "currency": {"const": "CNY"},
            "basis": {"type": "string"}
          }
        },
        "hold_until": {"$ref": "#/$defs/date", "description": "Not to be transferred or leased out before."},
        "repay": {"const": true, "description": "It was: what was credited is to be repaid."},
        "check": {"type": "array", "description": "What must still be looked at: annexes, papers.", "items": {"type": "string"}},
        "together": {
          "type": "array",
          "description": "How this stands to the item's other incentives.",
          "items": {
            "type": "object",
            "required": ["rule", "relation", "basis"],
            "additionalProperties": false,
            "properties": {
              "rule": {"$ref": "#/$defs/rule_id"},
              "relation": {"enum": ["excludes", "reduces-base", "both", "ask"]},
              "basis": {"type": "string"}
            }
          }
        },
        "missing": {"type": "array", "description": "What would decide; for an incentive what its amount needs.", "items": {"$ref": "#/$defs/field"}},
        "also": {"type": "array", "description": "Other clauses that say the same; other documents that wait for the same field.", "items": {"$ref": "#/$defs/rule_id"}},
        "baseline": {"const": true, "description": "The baseline has it: it does not fail the run."},
        "waived": {
          "type": "object",
          "description": "A waiver of the configuration covers it: it does not fail the run.",
          "required": ["reason", "who", "until"],
          "additionalProperties": false,
          "properties": {"reason": {"type": "string"}, "who": {"type": "string"}, "until": {"$ref": "#/$defs/date"}}
        },
        "message": {"type": "string", "description": "For a person, in the language of the run."},
        "unmapped": {"type": "object", "description": "The inventory's columns that name no field, by header.", "additionalProperties": {"type": "string"}}
      }
    },
    "value": {
      "type": "object",
      "required": ["field", "value"],
      "additionalProperties": false,
      "properties": {
        "field": {"$ref": "#/$defs/field"},
        "value": {
          "type": ["number", "string", "boolean"],
          "description": "In the field's canonical unit. A choice is its id; a date is ISO 8601, a month or a year where no more is known."
        },
        "unit": {"type": "string"},
        "row": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "derived_from": {"type": "string", "description": "model, name, profile, assumed, or the ids of the fields that it was computed from. Left out for the item's own cell."}
      }
    },
    "target": {
      "type": "object",
      "required": ["level"],
      "additionalProperties": false,
      "properties": {
        "level": {"$ref": "#/$defs/target_level"},
        "value": {"type": "number"},
        "unit": {"type": "string"},
        "certainty": {"const": "suspected"}
      }
    },
    "target_level": {"enum": ["advanced", "energy-saving", "access", "benchmark", "baseline", "limit-advanced", "limit-access", "limit"]},
    "saving": {
      "type": "object",
      "required": ["kwh"],
      "additionalProperties": false,
      "properties": {
        "kwh": {"type": "integer"},
        "value": {"$ref": "#/$defs/money"},
        "currency": {"const": "CNY"}
      }
    },
    "level": {
      "type": "object",
      "required": ["standard"],
      "additionalProperties": false,
      "properties": {
        "standard": {"type": "string"},
        "grade": {"type": "integer", "minimum": 1, "maximum": 6, "description": "1 to 3 (of standards with five grades 1 to 5); one more is below the last: 4, or 6. Benchmark levels: 1 reached, 2 between benchmark and baseline, 3 below baseline."},
        "measured": {
          "description": "By field where the standard has several measures. Left out where the grade is the declared one.",
          "oneOf": [{"type": "number"}, {"type": "object", "additionalProperties": {"type": "number"}}]
        },
        "thresholds": {
          "description": "Best level first; null where the standard prints a dash.",
          "oneOf": [{"$ref": "#/$defs/thresholds"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/thresholds"}}]
        }
      }
    },
    "thresholds": {"type": "array", "items": {"type": ["number", "null"]}},
    "input": {
      "type": "object",
      "required": ["file", "readable", "items", "unmapped", "skipped_rows", "unreadable_cells", "unreadable_rows"],
      "additionalProperties": false,
      "properties": {
        "file": {"type": "string"},
        "sheet": {"type": "string"},
        "sha256": {"$ref": "#/$defs/sha256", "description": "Of the file's bytes as they stand on disk, packed or not; the sheets of a workbook share it. Left out when the file could not be read to its end."},
        "readable": {"type": "boolean"},
        "items": {"$ref": "#/$defs/count"},
        "unmapped": {"type": "array", "description": "Headers that name no field.", "items": {"type": "string"}},
        "skipped_rows": {"$ref": "#/$defs/count", "description": "Totals and notes: rows with text that are no equipment."},
        "unreadable_cells": {"$ref": "#/$defs/count"},
        "unreadable_rows": {"$ref": "#/$defs/count"},
        "verdicts": {"$ref": "#/$defs/verdicts"},
        "failing": {"$ref": "#/$defs/count", "description": "Findings that make the exit status 1 (--fail-on)."}
      }
    },
    "diagnostic": {
      "type": "object",
      "required": ["severity", "message"],
      "additionalProperties": false,
      "properties": {
        "severity": {"enum": ["note", "cell", "row", "file"], "description": "What could not be read: a cell (counts as missing), a row or a file."},
        "file": {"type": "string"},
        "sheet": {"type": "string", "description": "Of a workbook of which several sheets are read."},
        "row": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "header": {"type": "string"},
        "text": {"type": "string"},
        "message": {"type": "string"}
      }
    },
    "verdict_count": {
      "type": "object",
      "required": ["certain", "suspected"],
      "additionalProperties": false,
      "properties": {"certain": {"$ref": "#/$defs/count"}, "suspected": {"$ref": "#/$defs/count"}}
    },
    "verdicts": {
      "type": "object",
      "description": "Findings by verdict; compliant: items.",
      "required": ["retire", "restrict", "below-baseline", "below-access", "upgrade", "overage", "in-scope", "eligible", "undetermined", "compliant"],
      "additionalProperties": false,
      "properties": {
        "retire": {"$ref": "#/$defs/verdict_count"},
        "restrict": {"$ref": "#/$defs/verdict_count"},
        "below-baseline": {"$ref": "#/$defs/verdict_count"},
        "below-access": {"$ref": "#/$defs/verdict_count"},
        "upgrade": {"$ref": "#/$defs/verdict_count"},
        "overage": {"$ref": "#/$defs/verdict_count"},
        "in-scope": {"$ref": "#/$defs/verdict_count"},
        "eligible": {"$ref": "#/$defs/verdict_count"},
        "undetermined": {"$ref": "#/$defs/verdict_count"},
        "compliant": {"$ref": "#/$defs/verdict_count"}
      }
    },
    "amounts": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["rule", "items", "value"],
        "additionalProperties": false,
        "properties": {"rule": {"$ref": "#/$defs/rule_id"}, "items": {"$ref": "#/$defs/count"}, "value": {"$ref": "#/$defs/money"}}
      }
    },
    "indicator": {
      "type": "object",
      "description": "What a plan wants reached: a share of items in use. A company's says the numbers only.",
      "required": ["id", "met", "of", "unknown"],
      "additionalProperties": false,
      "properties": {
        "id": {"type": "string"},
        "label": {"type": "string"},
        "document": {"type": "string", "description": "The number of the document that sets the target."},
        "clause": {"type": "string"},
        "target": {"type": "string", "description": "In the document's words."},
        "above": {"type": "number", "description": "The number in them: per cent, to be exceeded."},
        "note": {"type": "string", "description": "How far the figure can be trusted."},
        "met": {"$ref": "#/$defs/count", "description": "Items that count."},
        "of": {"$ref": "#/$defs/count", "description": "Items of which it is known."},
        "unknown": {"$ref": "#/$defs/count", "description": "Items of which it is not known."},
        "share": {"type": "number", "description": "Per cent. Left out where nothing is known."},
        "reached": {"type": "boolean"},
        "weights": {
          "type": "array",
          "description": "The same by power or capacity, of the items that state it.",
          "items": {
            "type": "object",
            "required": ["field", "met", "of", "items"],
            "additionalProperties": false,
            "properties": {
              "field": {"$ref": "#/$defs/field"},
              "unit": {"type": "string"},
              "met": {"type": "number"},
              "of": {"type": "number"},
              "items": {"$ref": "#/$defs/count"},
              "share": {"type": "number"}
            }
          }
        }
      }
    },
    "company": {
      "type": "object",
      "description": "The totals of one company; without a name and a code those of the items that name none.",
      "required": ["items", "checked", "unchecked", "verdicts", "violations", "amounts", "indicators"],
      "additionalProperties": false,
      "properties": {
        "company": {"type": "string"},
        "credit_code": {"type": "string", "description": "Where no name is known."},
        "items": {"$ref": "#/$defs/count"},
        "checked": {"$ref": "#/$defs/count"},
        "unchecked": {"$ref": "#/$defs/count"},
        "verdicts": {"$ref": "#/$defs/verdicts"},
        "violations": {"$ref": "#/$defs/count"},
        "amounts": {"$ref": "#/$defs/amounts"},
        "amount_overflow": {"const": true},
        "indicators": {"type": "array", "items": {"$ref": "#/$defs/indicator"}}
      }
    },
    "summary": {
      "type": "object",
      "required": ["items", "checked", "unchecked", "verdicts", "violations", "missing", "amounts", "unreadable_cells", "unreadable_rows", "unreadable_files", "inferred_by_name", "inferred_by_model", "indicators", "companies"],
      "additionalProperties": false,
      "properties": {
        "items": {"$ref": "#/$defs/count"},
        "checked": {"$ref": "#/$defs/count", "description": "Items for which at least one clause was decided."},
        "unchecked": {"$ref": "#/$defs/count", "description": "Items without a finding to which no clause speaks."},
        "verdicts": {"$ref": "#/$defs/verdicts"},
        "violations": {"$ref": "#/$defs/count", "description": "Findings below access level, put into service after the standard took effect."},
        "missing": {
          "type": "array",
          "description": "The most useful first.",
          "items": {
            "type": "object",
            "required": ["field", "settles", "named"],
            "additionalProperties": false,
            "properties": {
              "field": {"$ref": "#/$defs/field"},
              "label": {"type": "string"},
              "settles": {"$ref": "#/$defs/count", "description": "Undetermined findings that this field alone would decide."},
              "named": {"$ref": "#/$defs/count", "description": "Undetermined findings that need this field, alone or with others."}
            }
          }
        },
        "amounts": {"$ref": "#/$defs/amounts"},
        "amount_overflow": {"const": true, "description": "A sum needs more than 18 digits and is not complete."},
        "unreadable_cells": {"$ref": "#/$defs/count"},
        "unreadable_rows": {"$ref": "#/$defs/count"},
        "unreadable_files": {"$ref": "#/$defs/count"},
        "inferred_by_name": {"$ref": "#/$defs/count", "description": "Items whose category was read off the name."},
        "inferred_by_model": {"$ref": "#/$defs/count", "description": "Items whose category was read off the model."},
        "indicators": {"type": "array", "items": {"$ref": "#/$defs/indicator"}},
        "companies": {"type": "array", "description": "By name. Empty where no item names a company.", "items": {"$ref": "#/$defs/company"}}
      }
    }
  }
}
)schema";

}  // namespace

std::string report_schema() { return kSchema; }

}  // namespace gengxin
