//go:build tools

// Package kustomize names Flux's kustomize-controller, which is built here.
package kustomize

import _ "github.com/fluxcd/kustomize-controller"
