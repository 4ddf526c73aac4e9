//go:build tools

// Package engines names the programs that are built here, so that they share one set of versions, and client-go
// compiles once.
package engines

import (
	_ "github.com/argoproj/argo-cd/v3/cmd"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
	_ "sigs.k8s.io/kustomize/kustomize/v5"
)
