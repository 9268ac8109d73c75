package doctor

// judgeDoors looks at who may do what. The users of v2 and of v3 are two worlds.
func judgeDoors(f *Facts) Finding {
	v2, untold := f.v2On(), f.Untold != nil && !f.v2Off()
	switch {
	case untold && !f.Auth:
		return Finding{Verdict: Unseen, Seen: "v2 does not tell whether it asks for users: " + f.Untold.Error()}
	case v2 && f.V3Users && !f.Auth:
		return Finding{Bad, "v3 asks for users and v2 does not: whoever reaches the port reads and writes v2", []string{"leave --enable-v2 out, or: auth enable"}}
	case v2 && f.Auth && len(f.Guest.Write) > 0:
		return Finding{Note, "v2 asks for users, and a guest may " + f.Guest.Summary(), []string{"role revoke guest"}}
	case f.V3Untold != nil:
		return Finding{Verdict: Unseen, Seen: "v3 does not tell whether it asks for users: " + f.V3Untold.Error()}
	case v2 && f.Auth && !f.V3Users:
		return Finding{Note, "v2 asks for users and v3 does not: what is migrated is open to whoever reaches the port", []string{"etcdctl user add root, then etcdctl auth enable"}}
	case !f.Auth && !f.V3Users:
		return Finding{Note, "neither v2 nor v3 asks for users: whoever reaches the port reads and writes", []string{"certificates of clients, or users, close it"}}
	case untold:
		return Finding{Verdict: Unseen, Seen: "users are asked for; what a guest may do in v2 is not told: " + f.Untold.Error()}
	}
	return Finding{Verdict: Well, Seen: "users are asked for"}
}
