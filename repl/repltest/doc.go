// Package repltest is for the tests of the shell's packages: sessions on a
// server of their own, or on a wire that records what is sent; proxies that
// lose answers; and ways to wait for what happens.
//
// Begin with New, which gives a Session on an empty store, or with Wired, when
// no server is needed. What a session takes from the outside, an editor or
// standard input, is set by the functions of console.go alone.
//
// Nothing here sleeps, and no program imports it.
package repltest
