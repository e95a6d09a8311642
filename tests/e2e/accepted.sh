#!/usr/bin/env bash
# Makes the baseline of the outputs accepted.*: it knows the first items of an inventory that has grown since.
#   accepted.sh BINARY ARGUMENT...
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
shift
head -n 14 examples/bearing-works.csv > "$work/bearing-works.csv"
mkdir -p build
"$binary" baseline create "$work/bearing-works.csv" -o build/accepted-baseline.json --force "$@"
