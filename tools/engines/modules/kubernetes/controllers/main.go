// Controllers: Kubernetes' own controllers that a rollout needs, in one process, and a stand-in for what needs a kernel:
// scheduler and kubelet. Pods become ready without containers; one whose image's name holds "broken" or "unpublished"
// cannot be pulled.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/disruption"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
	"k8s.io/kubernetes/pkg/controller/namespace"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	"k8s.io/kubernetes/pkg/controller/serviceaccount"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the API server, with an administrator's rights")
	flag.Parse()
	config := must(clientcmd.BuildConfigFromFlags("", *kubeconfig))
	config.QPS, config.Burst = 200, 400
	run(context.Background(), config)
}

// run starts every controller and does not return.
func run(ctx context.Context, config *rest.Config) {
	client := must(kubernetes.NewForConfig(config))
	objects := must(metadata.NewForConfig(config))
	shared := informers.NewSharedInformerFactory(client, 0)
	sharedObjects := metadatainformer.NewSharedInformerFactory(objects, 0)
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery()))
	scales := must(scale.NewForConfig(config, mapper, dynamic.LegacyAPIPathResolverFunc,
		scale.NewDiscoveryScaleKindResolver(client.Discovery())))
	core, apps := shared.Core().V1(), shared.Apps().V1()

	deployments := must(deployment.NewDeploymentController(ctx, apps.Deployments(), apps.ReplicaSets(), core.Pods(), client))
	replicaSets := replicaset.NewReplicaSetController(ctx, apps.ReplicaSets(), core.Pods(), client, replicaset.BurstReplicas)
	namespaces := namespace.NewNamespaceController(ctx, client, objects,
		client.Discovery().ServerPreferredNamespacedResources, core.Namespaces(), time.Minute, v1.FinalizerKubernetes)
	accounts := must(serviceaccount.NewServiceAccountsController(core.ServiceAccounts(), core.Namespaces(), client,
		serviceaccount.DefaultServiceAccountsControllerOptions()))
	// Without it Argo CD waits for ever for a PodDisruptionBudget.
	disruptions := disruption.NewDisruptionController(ctx, core.Pods(), shared.Policy().V1().PodDisruptionBudgets(),
		core.ReplicationControllers(), apps.ReplicaSets(), apps.Deployments(), apps.StatefulSets(), client, mapper, scales,
		client.Discovery())
	synced := make(chan struct{})
	garbage := must(garbagecollector.NewGarbageCollector(ctx, client, objects, mapper,
		garbagecollector.DefaultIgnoredResources(), informerfactory.NewInformerFactory(shared, sharedObjects), synced))
	followPods(ctx, client, core.Pods().Informer())

	shared.Start(ctx.Done())
	sharedObjects.Start(ctx.Done())
	shared.WaitForCacheSync(ctx.Done())
	close(synced)
	go deployments.Run(ctx, 2)
	go replicaSets.Run(ctx, 2)
	go namespaces.Run(ctx, 2)
	go accounts.Run(ctx, 1)
	go disruptions.Run(ctx)
	go garbage.Run(ctx, 4, time.Second)
	go garbage.Sync(ctx, client.Discovery(), 10*time.Second)
	fmt.Println("the controllers run")
	<-ctx.Done()
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}
