package program_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"etcd2sh/cmd/internal/program"
)

const (
	tour           = "scripts/tour.etcd2"
	tourTranscript = "scripts/tour.txt"
)

// The tour prints what its transcript shows, both streams in their order.
func TestTour(t *testing.T) {
	t.Parallel()
	path := filepath.Join(root, tour)
	var both bytes.Buffer
	status := sandboxProgram().Run(t.Context(), []string{"-f", path, "--echo"}, program.IO{
		In: strings.NewReader(""), Out: &both, Err: &both, Env: run{}.getenv,
	})
	if status != 4 {
		t.Errorf("exit status: got %d, want 4, that of its last command", status)
	}
	got := steady(t, strings.ReplaceAll(both.String(), path, tour))
	if *update {
		if err := os.WriteFile(filepath.Join(root, tourTranscript), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sameLines(t, got, readFile(t, filepath.Join(root, tourTranscript)))
}

// steady replaces what differs from run to run: what raft counted, the id of
// the cluster, and the order in which the increments finished.
func steady(t *testing.T, transcript string) string {
	counted := regexp.MustCompile(`(:raft-index|:raft-term|:cluster-id) "[0-9a-f]+"`)
	transcript = counted.ReplaceAllString(transcript, `$1 "…"`)
	increments := regexp.MustCompile(`(?m)^\((\d+ ){99}\d+\)$`)
	if n := len(increments.FindAllString(transcript, -1)); n != 1 {
		t.Errorf("got %d lists of a hundred numbers, want 1", n)
	}
	return increments.ReplaceAllStringFunc(transcript, func(list string) string {
		var numbers []int
		for _, word := range strings.Fields(strings.Trim(list, "()")) {
			n, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, n)
		}
		slices.Sort(numbers)
		return "(" + strings.Trim(fmt.Sprint(numbers), "[]") + ")"
	})
}
