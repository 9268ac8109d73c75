package v2store

import (
	"errors"
	"strings"

	"etcd2sh/repl/doctor"
)

// Step is one of a recipe: on which member, and what to do.
type Step struct{ On, Do string }

// NotClear says that there is something that a snapshot would hold. It is always a
// pointer.
type NotClear struct{ Seen string }

// Error says what.
func (e *NotClear) Error() string { return "v2 is not clear: " + e.Seen }

// Hint says what comes first.
func (e *NotClear) Hint() string {
	return "v2store clear comes first; doctor tells what else stands in the way"
}

// Sealable is why there is nothing to seal, or not yet; nil where there is.
func Sealable(facts *doctor.Facts) error {
	if facts.Listed != nil {
		return facts.Listed
	}
	if facts.Left() {
		return errors.New("every member runs etcd 3.6 or later, which has no v2: there is nothing to seal")
	}
	if old := facts.TooOld(); old != "" {
		return errors.New("etcd " + old + " cannot go to 3.6 in one step, and 3.5 keeps what is in its log: upgrade every member to the newest etcd 3.5, and seal v2 then")
	}
	for _, check := range doctor.Checks() {
		switch found := check.Judge(facts); {
		case check.Name == "upgrade" && found.Verdict == doctor.Bad, check.Name == "ttl" && found.Verdict == doctor.Bad:
			return &NotClear{found.Seen}
		case check.Name == "members" && (found.Verdict == doctor.Bad || found.Verdict == doctor.Unseen):
			return errors.New("not every member is well: " + found.Seen)
		}
	}
	return nil
}

// Recipe is the restart without v2 with which each member makes a snapshot, its proof,
// and the upgrade.
func Recipe(facts *doctor.Facts) []Step {
	var steps []Step
	one := len(facts.Members) == 1
	for _, m := range facts.Members {
		do := "stop etcd " + m.Version + " and start it again without --enable-v2 and ETCD_ENABLE_V2, and with --snapshot-count=1"
		if one {
			do += "; nobody is served meanwhile"
		} else {
			do += "; go on when doctor finds the members well"
		}
		steps = append(steps, Step{m.Label(), do + " (" + strings.Join(m.ClientURLs, ", ") + ")"})
	}
	steps = append(steps, Step{"here", "v2store seal --push: a few entries, until each has made a snapshot"})
	for _, m := range facts.Members {
		steps = append(steps, Step{m.Label(), doctor.Proof + ", of its own data: etcdutl 3.5.32 or a later 3.5 must find nothing"})
	}
	for _, m := range facts.Members {
		do := "stop etcd " + m.Version + " and start 3.6 over the same data, without --snapshot-count=1"
		if !one {
			do += "; go on when it serves"
		}
		steps = append(steps, Step{m.Label(), do})
	}
	return steps
}
