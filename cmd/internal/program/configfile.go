package program

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"etcd2sh/client"
	"etcd2sh/repl/file"
)

// rcFile is the configuration file: lines of a setting's name and its value.
type rcFile string

// rcPath finds the configuration file, or none where there is no home. A relative
// XDG_CONFIG_HOME counts as unset.
func rcPath(env func(string) string) rcFile {
	dir := env("XDG_CONFIG_HOME")
	switch {
	case filepath.IsAbs(dir):
	case env("HOME") == "":
		return ""
	default:
		dir = filepath.Join(env("HOME"), ".config")
	}
	return rcFile(filepath.Join(dir, "etcd2sh", "config"))
}

// read calls set for each line. A missing file sets nothing; every line that
// is wrong is in the error, and the others hold.
func (rc rcFile) read(set func(name, value string) error) error {
	if rc == "" {
		return nil
	}
	f, err := os.Open(string(rc))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	var wrong []error
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimLeft(lines.Text(), " \t")
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, _ := strings.Cut(line, " ")
		if err := set(name, value); err != nil {
			if client.Redact(line, client.AnyText) != line {
				err = errors.New("this line sets nothing; it is not shown, because it may hold a password")
			}
			wrong = append(wrong, fmt.Errorf("%s:%d: %w", rc, n, err))
		}
	}
	return errors.Join(append(wrong, lines.Err())...)
}

// write changes settings in the file and leaves its other lines alone.
func (rc rcFile) write(changed map[string]string) error {
	if rc == "" {
		return errors.New("there is no home directory for a configuration file")
	}
	path, err := file.Target(string(rc)) // a link stays
	if err != nil {
		return err
	}
	for name, value := range changed {
		if strings.ContainsAny(value, "\r\n") {
			return fmt.Errorf("%s: a line of the file cannot hold a value of several lines", name)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	left := maps.Clone(changed)
	var lines []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		name, _, _ := strings.Cut(strings.TrimLeft(line, " \t"), " ")
		if value, ok := changed[name]; ok {
			line = name + " " + value
			delete(left, name)
		}
		lines = append(lines, line)
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		lines = append(lines, name+" "+left[name])
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".config-") // of mode 0600, and no other shell's
	if err != nil {
		return err
	}
	return file.Replace(path, temp, func() error {
		_, err := temp.WriteString(strings.Join(lines, "\n") + "\n")
		return err
	})
}
