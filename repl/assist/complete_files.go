package assist

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"etcd2sh/repl/assist/known"
	"etcd2sh/repl/lang/scan"
)

// completeFile completes the path of a file: t is what is typed of it, and home the
// directory that an unquoted ~/ stands for; or "". What cannot be read holds no files.
func completeFile(line string, t scan.Token, home string) Completion {
	if t.Form != nil {
		return Completion{From: t.Start}
	}
	half := splitPath(line[t.Start:])
	dir := half.above.Text
	if below, ok := strings.CutPrefix(dir, "~/"); ok && home != "" && !half.above.QuotedWithin(0, 2) {
		dir = filepath.Join(home, below)
	}
	entries, _ := os.ReadDir(cmp.Or(dir, "."))
	var files []known.Child
	for _, e := range entries {
		hidden := strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(half.name, ".")
		if !hidden && utf8.ValidString(e.Name()) {
			files = append(files, known.Child{Name: e.Name(), Fact: known.Fact{Dir: isDir(dir, e)}})
		}
	}
	return half.complete(files, line, t.Start)
}

// isDir reports whether an entry of a directory is one, or leads to one.
func isDir(dir string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	at, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && at.IsDir()
}

// completeProgram completes the name of a program in the directories of a search
// path, or the path of one.
func completeProgram(line string, t scan.Token, path string) Completion {
	if t.Form != nil || strings.Contains(t.Text, "/") {
		return completeFile(line, t, "")
	}
	half := splitPath(line[t.Start:])
	var programs []known.Child
	for _, dir := range filepath.SplitList(path) {
		entries, _ := os.ReadDir(dir) // many search paths name some that there are not
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), half.name) && utf8.ValidString(e.Name()) && runs(dir, e) {
				programs = append(programs, known.Child{Name: e.Name()})
			}
		}
	}
	slices.SortFunc(programs, func(a, b known.Child) int { return strings.Compare(a.Name, b.Name) })
	programs = slices.CompactFunc(programs, func(a, b known.Child) bool { return a.Name == b.Name })
	return half.complete(programs, line, t.Start)
}

// runs reports whether an entry of a directory is a program.
func runs(dir string, e fs.DirEntry) bool {
	at, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && at.Mode().IsRegular() && at.Mode()&0o111 != 0
}
