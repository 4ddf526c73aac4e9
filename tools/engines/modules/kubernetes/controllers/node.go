package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

const node = "node-0"

// followPods does for each pod what a scheduler and a kubelet would: binds it, runs it, lets it go.
func followPods(ctx context.Context, client kubernetes.Interface, pods cache.SharedIndexInformer) {
	step := func(object any) {
		pod := object.(*v1.Pod)
		if err := stepPod(ctx, client, pod); err != nil && !errors.IsNotFound(err) && !errors.IsConflict(err) {
			fmt.Println("pod", pod.Namespace, pod.Name, err)
		}
	}
	must(pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { go step(object) },
		UpdateFunc: func(_, object any) { go step(object) },
	}))
}

// stepPod brings a pod one step on; the change brings the next event.
func stepPod(ctx context.Context, client kubernetes.Interface, pod *v1.Pod) error {
	pods := client.CoreV1().Pods(pod.Namespace)
	switch {
	case pod.DeletionTimestamp != nil:
		now := int64(0)
		return pods.Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &now})
	case pod.Spec.NodeName == "":
		return pods.Bind(ctx, &v1.Binding{
			ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace},
			Target:     v1.ObjectReference{Kind: "Node", Name: node},
		}, metav1.CreateOptions{})
	case len(pod.Status.ContainerStatuses) > 0:
		return nil
	}
	patch, err := json.Marshal(map[string]any{"status": statusOf(pod)})
	if err != nil {
		return err
	}
	_, err = pods.Patch(ctx, pod.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	return err
}

func statusOf(pod *v1.Pod) v1.PodStatus {
	now := metav1.Now()
	status := v1.PodStatus{Phase: v1.PodRunning, StartTime: &now, PodIP: "10.0.0.1", HostIP: "10.0.0.2"}
	ready := v1.ConditionTrue
	for _, container := range pod.Spec.Containers {
		pulled := !strings.Contains(container.Image, "broken") && !strings.Contains(container.Image, "unpublished")
		state := v1.ContainerState{Running: &v1.ContainerStateRunning{StartedAt: now}}
		if !pulled {
			status.Phase, ready = v1.PodPending, v1.ConditionFalse
			state = v1.ContainerState{Waiting: &v1.ContainerStateWaiting{
				Reason:  "ImagePullBackOff",
				Message: fmt.Sprintf("Back-off pulling image %q", container.Image),
			}}
		}
		status.ContainerStatuses = append(status.ContainerStatuses, v1.ContainerStatus{
			Name: container.Name, Image: container.Image, Ready: pulled, Started: &pulled, State: state,
		})
	}
	for _, kind := range []v1.PodConditionType{v1.PodScheduled, v1.PodInitialized, v1.ContainersReady, v1.PodReady} {
		value := v1.ConditionTrue
		if kind == v1.ContainersReady || kind == v1.PodReady {
			value = ready
		}
		status.Conditions = append(status.Conditions, v1.PodCondition{Type: kind, Status: value, LastTransitionTime: now})
	}
	return status
}
