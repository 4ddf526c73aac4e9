//go:build tools

// Package source names Flux's source-controller, which is built here.
package source

import _ "github.com/fluxcd/source-controller"
