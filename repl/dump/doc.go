// Package dump writes trees of keys as lines and reads them back: what the
// command dump writes, the command load reads. It knows three forms, of which a
// [Form] is each: commands of this shell, JSON and EDN.
//
// Start with [Writer], which gives the lines of a dump, and with [Reader], which
// gives the records of one. A [Loader] writes those to a store. The package
// never reads a store, but to compare what a load meets there, and opens no
// file.
package dump
