package scan

import "strings"

// DoubleQuoter writes a text so that it can stand between double quotes.
var DoubleQuoter = strings.NewReplacer(`"`, `\"`, `\`, `\\`)

// Quoted writes a text as one word that is data.
func Quoted(text string) string { return `"` + DoubleQuoter.Replace(text) + `"` }
