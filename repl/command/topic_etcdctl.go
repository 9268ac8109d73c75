package command

import (
	"etcd2sh/render"
)

// Spelling is how etcdctl of the v2 API calls something, and what to type here.
type Spelling struct{ There, Here string }

// same says that what etcdctl takes is taken here.
const same = "the same"

// Spellings gives every command and flag of etcdctl. Where Here begins with "the same",
// the shell takes what There says.
func Spellings() []Spelling {
	return []Spelling{
		{"mk K V --ttl N", same},
		{"mk K V --in-order", same + "; create! K V returns the key"},
		{"mkdir K --ttl N", same},
		{"set K V --ttl N", same},
		{"set K V --swap-with-value V", same + ", but \"\" is refused; cas! K OLD NEW is false when V is not there"},
		{"set K V --swap-with-index N", same + ", but 0 is refused; cas-index! K N NEW"},
		{"setdir K --ttl N", same},
		{"update K V --ttl N", same + "; touch! K --ttl N keeps the value"},
		{"updatedir K --ttl N", same},
		{"… | set K", "set K --file -"},
		{"get K --sort --quorum", same + "; a directory is a result, and a key that is not there nil: get* K tells them apart"},
		{"ls K --sort -r -p --quorum", same + "; names below K, not whole keys, and a / behind each directory"},
		{"rm K -r --dir", same},
		{"rm K --with-value V", same},
		{"rm K --with-index N", same},
		{"rmdir K", same},
		{"watch K", "watch K --count 1: here a watch goes on, and tells of directories too"},
		{"watch K --forever -r", same},
		{"watch K --after-index N", same + "; --from is the first index itself"},
		{"exec-watch K -r --after-index N -- PROGRAM", same + ", but one run after the other"},
		{"backup", "dump K --file PATH, and load PATH; etcd's own files are for etcdctl"},
		{"import", "load PATH"},
		{"cluster-health", same + "; health"},
		{"cluster-health --forever", "health, as often as you like"},
		{"member list", same},
		{"member add NAME URL", same},
		{"member remove ID", same + "; a name will do"},
		{"member update ID URL", same},
		{"user list", same},
		{"user get U", same},
		{"user add U:PW", same},
		{"user passwd U", same + "; a script wants --password-file FILE"},
		{"user remove U", same},
		{"user grant U --roles R", same + "; user grant U R"},
		{"user revoke U --roles R", same + "; user revoke U R"},
		{"role list", same},
		{"role get R", same},
		{"role add R", same},
		{"role remove R", same},
		{"role grant R --path /* --readwrite", same + "; role grant R /* --readwrite"},
		{"role revoke R --path /* --rw", same + "; role revoke R /* --rw"},
		{"auth enable", same},
		{"auth disable", same},
		{"-o simple, -o json", "the same flags; config output FORMAT"},
		{"-o extended get K", "get* K; meta get* K"},
		{"--endpoints URL,…", "the same flag; connect URL,…"},
		{"--endpoint, --peers, -C", "the same flags; --endpoints URL,…"},
		{"-u NAME:PASSWORD, --username", "the same flags; --user NAME asks for the password"},
		{"--ca-file, --cert-file, --key-file", "the same flags; --cacert, --cert, --key"},
		{"-D DOMAIN, --insecure-discovery", "the same flags"},
		{"--no-sync", "the same flag, and without it: only the URLs that you give are asked"},
		{"--timeout TIME", "the same flag; each command about keys takes it too"},
		{"--total-timeout TIME", "the same flag, without effect: each request has its own time, which --timeout says"},
		{"--debug", "the same flag; trace COMMAND, config trace on"},
		{"--version, -v, --help, -h", "the same flags; help COMMAND"},
	}
}

func etcdctlTopic() Topic {
	rows := render.Paragraph{Column: optionColumn}
	for _, s := range Spellings() {
		rows.Rows = append(rows.Rows, render.Row{Name: s.There, Text: s.Here})
	}
	return Topic{Name: "etcdctl", Doc: "what etcdctl calls it, and what to type here", Long: true, Body: render.Page{
		rows,
		text(""),
		text("This is etcdctl of the v2 API, ETCDCTL_API=2. Results are data here, and exit statuses tell errors apart: 4 is a key that is not there, 5 a compare that failed or a key that exists, 6 a write of which nobody knows."),
	}}
}
