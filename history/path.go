package history

import "path/filepath"

// Path gives the place of the history file, "" for none. ETCD2SH_HISTFILE
// names it, and /dev/null there means none; otherwise it is etcd2sh/history in
// XDG_STATE_HOME, which is .local/state in HOME when it is unset or not an
// absolute path. Without a HOME there is none. The function env gives the
// value of a variable, as os.Getenv does: an empty one counts as unset.
func Path(env func(string) string) string {
	switch file := env("ETCD2SH_HISTFILE"); file {
	case "":
	case "/dev/null":
		return ""
	default:
		return file
	}
	state := env("XDG_STATE_HOME")
	if !filepath.IsAbs(state) {
		home := env("HOME")
		if home == "" {
			return ""
		}
		state = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(state, "etcd2sh", "history")
}
