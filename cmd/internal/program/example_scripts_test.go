package program_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// exampleScripts are the scripts of the folder scripts but for the tour, with
// their arguments.
func exampleScripts(t *testing.T) map[string][]string {
	return map[string][]string{
		"backup":  {t.TempDir()},
		"cleanup": {filepath.Join(t.TempDir(), "gone.etcd2")},
		"config":  nil,
		"counter": nil,
		"lock":    nil,
		"queue":   nil,
		"race":    nil,
	}
}

// Each example script, started as a program of its own, prints what its .txt
// shows, with _ for indexes, and can be run again.
func TestExampleScripts(t *testing.T) {
	t.Parallel()
	for name, args := range exampleScripts(t) {
		t.Run(name, func(t *testing.T) {
			endpoint := strings.TrimPrefix(server(t), "--endpoints=")
			script := filepath.Join(root, "scripts", name+".etcd2")
			got, err := runScript(t, endpoint, script, args)
			if err != nil {
				t.Errorf("%s: %v", script, err)
			}
			want := filepath.Join(root, "scripts", name+".txt")
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			sameLines(t, got, readFile(t, want))
			if got, err := runScript(t, endpoint, script, args); err != nil {
				t.Errorf("%s, run again: %v\n%s", script, err, got)
			}
		})
	}
}

// runScript starts a script by its first line and gives what it printed.
func runScript(t *testing.T, endpoint, script string, args []string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), script, args...)
	cmd.Env = append(os.Environ(), "ETCDCTL_ENDPOINTS="+endpoint,
		"PATH="+programs(t)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	var both bytes.Buffer
	cmd.Stdout, cmd.Stderr = &both, &both
	err := cmd.Run()
	printed := strings.ReplaceAll(both.String(), endpoint, "ENDPOINT")
	return regexp.MustCompile(`(/|--prev-index )\d+`).ReplaceAllString(printed, "${1}_"), err
}

// Every example script can be started and says what it teaches.
func TestExampleScriptsSayWhatTheyTeach(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, "scripts", "*.etcd2"))
	if err != nil || len(files) == 0 {
		t.Fatalf("got %q, %v, want scripts", files, err)
	}
	tested := exampleScripts(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".etcd2")
		if filepath.Join("scripts", name+".etcd2") == tour {
			continue
		}
		if _, ok := tested[name]; !ok {
			t.Errorf("%s is run by no test", file)
		}
		if text := readFile(t, file); !strings.HasPrefix(text, "#!/usr/bin/env etcd2sh\n# ") || strings.Count(text, "\n") > 40 {
			t.Errorf("%s: want #!, then what it teaches, in at most 40 lines", file)
		}
	}
}
