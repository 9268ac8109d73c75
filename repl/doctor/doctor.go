// Package doctor examines a cluster for what stands between it and etcd 3.6, which has
// no v2, and for what ails it. Start with [Examine], which asks, and [Checks], the table
// of what is judged by that.
//
// Nothing that it asks makes an entry in the raft log: it never asks /health, and reads
// keys without quorum.
package doctor

// Verdict is what becomes of a check.
type Verdict string

// The verdicts. Only Bad is about something that stands in the way of 3.6 or is
// unhealthy.
const (
	Well   Verdict = "well"
	Note   Verdict = "note"   // to be known, or to be done some day
	Bad    Verdict = "bad"    // to be mended
	Unseen Verdict = "unseen" // what was asked does not tell
)

// Finding is the verdict of a check.
type Finding struct {
	Verdict Verdict
	Seen    string   // what was seen, in one sentence without a full stop
	Advice  []string // what to do, each with the command to type, if there is one
}

// Check is a question about a cluster, and how it is judged.
type Check struct {
	Name     string
	Question string
	Of36     bool // it is about what etcd 3.6 refuses
	Judge    func(*Facts) Finding
}

// Checks gives every check, in the order in which they are told.
func Checks() []Check {
	return []Check{
		{"upgrade", "is there anything of v2 that etcd 3.6 refuses?", true, judgeUpgrade},
		{"use", "does anybody still use v2?", false, judgeUse},
		{"log", "does the raft log hold entries of v2, and do they still come?", true, judgeLog},
		{"snapshot", "has every member made a snapshot, which cuts the log?", true, judgeSnapshot},
		{"members", "do all members answer, with one leader and one version?", false, judgeMembers},
		{"ttl", "are there keys that expire?", true, judgeTTL},
		{"room", "does the v3 store have room for what is in v2?", false, judgeRoom},
		{"ports", "do the URLs that members tell their clients serve?", false, judgePorts},
		{"doors", "who may read and write?", false, judgeDoors},
		{"tls", "are the certificates good for a while?", false, judgeTLS},
		{"losses", "is there data that is lost already, or that nobody can see?", false, judgeLosses},
	}
}
