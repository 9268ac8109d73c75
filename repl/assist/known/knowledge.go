package known

// Knowledge is what a session knows of the store without asking: for hints and
// completion. The zero knowledge is empty and ready; it is safe for concurrent
// use.
type Knowledge struct {
	Seen     seen
	Listings listings
}
