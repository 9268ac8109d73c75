package doctor

// Proof is the command that proves what nobody can see online.
const Proof = "etcdutl check v2store --data-dir DIR"

// proveIt says where it is run.
const proveIt = Proof + ": on every member, with etcdutl " + proving + " or a later 3.5, it reads the snapshot and the log, of a member that runs, too"

// provesIt is the advice of the other checks.
const provesIt = "only etcdutl check v2store tells (see upgrade)"

// judgeUpgrade looks for what 3.6 finds in a snapshot. It never says that there is none.
func judgeUpgrade(f *Facts) Finding {
	found := Finding{Advice: []string{proveIt}}
	versions := f.versions()
	switch {
	case f.Left():
		return f.v2IsGone()
	case f.TooOld() != "":
		found.Verdict, found.Seen = Bad, "etcd "+f.TooOld()+" cannot go to 3.6 in one step, and on the way 3.5 keeps what is in its log"
		found.Advice = []string{"upgrade every member to the newest etcd 3.5 first, then look again"}
		if f.anything() {
			found.Seen += "; and " + f.holds()
		}
	case f.Unread != nil:
		found.Verdict, found.Seen = Unseen, f.unlisted()
		if f.Auth {
			found.Verdict, found.Seen = Bad, found.Seen+"; that it asks for users is enough for 3.6 to refuse it"
			found.Advice = append([]string{"v2store clear: as root, deletes users and roles, too"}, found.Advice...)
		}
	case f.anything():
		found.Verdict, found.Seen = Bad, f.holds()+"; etcd 3.6 refuses each of them"
		found.Advice = append([]string{"migrate: copies what is still wanted to v3", "v2store clear: writes it to a file, asks, and deletes it"}, found.Advice...)
	case f.Untold != nil:
		found.Verdict, found.Seen = Unseen, "no key and no directory can be listed; of users and roles nothing is told: "+f.Untold.Error()
	default:
		found.Verdict, found.Seen = Note, "no key, directory, user or role can be listed; hidden names, and what the log still holds, cannot be seen"
		found.Advice = append([]string{"v2store seal: the restart with which the log ends before 3.6 reads it"}, found.Advice...)
	}
	if len(versions) > 0 && before(versions[0], proving) && f.TooOld() == "" {
		found.Advice = append(found.Advice, "upgrade etcd "+versions[0]+" to the newest 3.5 first: before "+proving+" etcdutl does not look into the log")
	}
	return found
}

// anything reports whether there is something of v2 that can be listed.
func (f *Facts) anything() bool {
	return len(f.Nodes) > 0 || len(f.Users) > 0 || len(f.Roles) > 0 || f.Auth
}

// holds says what there is.
func (f *Facts) holds() string {
	keys := 0
	for _, n := range f.Nodes {
		if !n.Dir {
			keys++
		}
	}
	if text := Amounts(keys, len(f.Nodes)-keys, len(f.Users), len(f.Roles)); text != "" {
		return "v2 has " + text
	}
	return "authentication is on"
}
