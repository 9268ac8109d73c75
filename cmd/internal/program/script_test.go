package program_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"etcd2sh/client/sandbox/sandboxtest"
)

func TestScriptsRunInTheOrderGiven(t *testing.T) {
	t.Parallel()
	config := writeFile(t, "config.etcd2", "config timeout 7s\n")
	show := writeFile(t, "show.etcd2", "config timeout")
	tests := map[string]struct {
		in, out string
		args    []string
	}{
		"commands":                 {args: []string{"-c", "config timeout 5s", "-c", "config timeout"}, out: "\"5s\"\n"},
		"a file, then a command":   {args: []string{"-f", config, "-c", "config timeout"}, out: "\"7s\"\n"},
		"a command, then a file":   {args: []string{"-c", "config timeout 5s", "-f", show}, out: "\"5s\"\n"},
		"both, mixed":              {args: []string{"-f", show, "--command=config timeout 5s", "--file", show, "-f" + config, "-f", show}, out: "\"1m0s\"\n\"5s\"\n\"7s\"\n"},
		"a command of lines":       {args: []string{"-c", "config timeout 5s\nconfig timeout"}, out: "\"5s\"\n"},
		"standard input as a file": {in: "config timeout\n", args: []string{"-c", "config timeout 5s", "-f", "-", "-c", "pwd"}, out: "\"5s\"\n\"/\"\n"},
		"standard input alone":     {in: "pwd\nconfig timeout", out: "\"/\"\n\"1m0s\"\n"},
		"no input at all":          {},
		"an empty command":         {args: []string{"-c", ""}},
		"exit ends them all":       {args: []string{"-c", "pwd\nexit\npwd", "-c", "pwd"}, out: "\"/\"\n"},
		"the first error ends":     {args: []string{"-c", "pwd", "-c", "exit", "-c", "bogus"}, out: "\"/\"\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run{in: test.in}.etcd2sh(t, test.args...).want(t, result{out: test.out})
		})
	}
}

// What follows a script on the command line is the script's, flags and all.
func TestScriptArguments(t *testing.T) {
	t.Parallel()
	file := writeFile(t, "arguments.etcd2", "#!/usr/bin/env etcd2sh\necho $1 and $2\necho $@ end\n")
	want := result{out: "tom and two words\ntom two words -k end\n"}
	run{}.etcd2sh(t, "--no-history", file, "tom", "two words", "-k").want(t, want)
	run{}.etcd2sh(t, file, "tom").fails(t, 2, file+":2: echo $1 and $2", "there is no $2: the script was given 1 argument")

	if err := os.Chmod(file, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), file, "tom", "two words", "-k")
	cmd.Env = append(os.Environ(), "PATH="+programs(t)+string(filepath.ListSeparator)+os.Getenv("PATH"))
	if got, err := cmd.CombinedOutput(); string(got) != want.out || err != nil {
		t.Errorf("started by #!: got %q, %v, want %q", got, err, want.out)
	}
}

func TestKeepGoing(t *testing.T) {
	endpoint := server(t)
	script := "get* missing\nbogus\npwd"
	t.Run("stops", func(t *testing.T) {
		run{in: script}.etcd2sh(t, endpoint).fails(t, 4, "; stdin:1: get* missing\n", ":errorCode 100")
	})
	for _, flag := range []string{"-k", "--keep-going"} {
		t.Run(flag, func(t *testing.T) {
			got := run{in: script}.etcd2sh(t, endpoint, flag)
			if got.status != 4 || got.out != "\"/\"\n" {
				t.Errorf("got status %d and %q, want 4, the first error's, and the last result", got.status, got.out)
			}
			if !strings.Contains(got.err, "; stdin:1: get* missing\n") || !strings.Contains(got.err, "; stdin:2: bogus\n") {
				t.Errorf("got %q, want both errors", got.err)
			}
		})
	}
	t.Run("from one script to the next", func(t *testing.T) {
		got := run{}.etcd2sh(t, endpoint, "-k", "-c", "bogus", "-c", "get* missing", "-c", "pwd")
		if got.status != 2 || got.out != "\"/\"\n" {
			t.Errorf("got status %d and %q, want 2 and the last result", got.status, got.out)
		}
	})
	t.Run("exit ends all scripts", func(t *testing.T) {
		got := run{}.etcd2sh(t, endpoint, "-k", "-c", "bogus\nexit", "-c", "pwd")
		if got.status != 2 || got.out != "" {
			t.Errorf("got status %d and %q, want 2 and nothing after exit", got.status, got.out)
		}
	})
}

// A script ends where its connect failed, even one that keeps going: what follows
// was not meant for the old cluster.
func TestFailedConnectEndsScript(t *testing.T) {
	endpoint, _ := sandboxtest.Server(t)
	got := run{}.etcd2sh(t, endpoint, "-k", "-c", "connect 127.0.0.1:1", "-c", "reset! k v")
	if got.status != 3 || got.out != "" || !strings.Contains(got.err, ":unreachable") {
		t.Errorf("got %+v, want the script to end at the connect", got)
	}
	got = run{}.etcd2sh(t, endpoint, "-c", "get* k")
	if got.status != 4 {
		t.Errorf("got %+v, want no such key", got)
	}
}

func TestEcho(t *testing.T) {
	t.Parallel()
	script := "# a comment\n\npwd\nconfig \\\n  timeout\nbogus \x1b[2J\n"
	run{in: script}.etcd2sh(t, "--echo").want(t, result{2, "\"/\"\n\"1m0s\"\n",
		"/> pwd\n/> config \n   ...>   timeout\n/> bogus \\u001b[2J\n" +
			"; stdin:6: bogus \\u001b[2J\n;          ^ column 1\n{:type :usage, :message \"there is no command bogus; help lists them\"}\n"})
}

func TestValueFromStandardInput(t *testing.T) {
	endpoint := server(t)
	value := "one\n\"two\"\x00\t#three\n"
	run{in: value}.etcd2sh(t, endpoint, "-osimple", "-c", "reset! k --file -").want(t, result{out: value + "\n"})
	run{in: "get k\nreset! k --file -"}.etcd2sh(t, endpoint).want(t, result{
		status: 2, out: `"one\n\"two\"\u0000\t#three\n"` + "\n",
		err: "; stdin:2: reset! k --file -\n" +
			`{:type :usage, :message "--file - wants standard input, but the commands come from there", :command "reset!", ` +
			`:usage "reset! K V [--file PATH] [--ttl SECONDS] [--prev-value V] [--prev-index N] [--prev-exist] [--secret]"}` + "\n",
	})
}
