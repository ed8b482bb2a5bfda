namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about load balancers and their addresses.</summary>
public static class LoadBalancerFindings
{
    /// <summary>The Service is not one whose load balancer could be handed over.</summary>
    public static readonly FindingKind NotHandedOver = new("LBS001", "Service cannot be handed over", Severity.Error,
        "Only a Service of type LoadBalancer with a selector and ports has a load balancer that other pods can get: without a selector its endpoints are kept by hand and would be lost",
        "Name the Service that has the load balancer; kubectl get services --all-namespaces shows the type of each");

    /// <summary>No pod has the labels of the new selector.</summary>
    public static readonly FindingKind NoPod = new("LBS002", "Selector matches no pod", Severity.Error,
        "A Service reaches pods of its own namespace alone, and there no pod has all of these labels; the load balancer would lead nowhere",
        "Compare the selector with the labels of the pods, and install them in the Service's namespace first");

    /// <summary>Pods match and none is ready.</summary>
    public static readonly FindingKind NoReadyPod = new("LBS003", "No ready pod behind the selector", Severity.Error,
        "Pods have these labels and none of them is ready, so that the load balancer would lead nowhere",
        "Wait until their rollout is over, or see why they are not ready with kubectl describe pod");

    /// <summary>No ready pod gives the target port's name to a port.</summary>
    public static readonly FindingKind NotListening = new("LBS004", "No pod listens on the target port", Severity.Error,
        "The target port is a name, and no container of a ready pod gives it to a port of this protocol; the Service's port would have no endpoints",
        "Set ports[].targetPort to a port that the new pods have, by number or by one of their names");

    /// <summary>Some of the pods do not serve a port.</summary>
    public static readonly FindingKind PartlyListening = new("LBS005", "Only some pods listen on the target port", Severity.Warning,
        "The target port is a name that only some of the ready pods give to a port; the others get no traffic of it",
        "Narrow the selector to the pods that are meant, or give their containers the port");

    /// <summary>A target port by number that no container declares.</summary>
    public static readonly FindingKind UnknownListening = new("LBS006", "Whether pods listen cannot be known", Severity.Warning,
        "The target port is a number that no container of the ready pods declares; a port can be open without being declared, as with Istio's gateway chart, and nobody can tell from outside",
        "Declare the port in the container, or try it with kubectl port-forward before the hand-over");

    /// <summary>A port of mesh.yaml that the Service has not.</summary>
    public static readonly FindingKind NoSuchPort = new("LBS007", "Service has no such port", Severity.Error,
        "A target port is configured for a port that the Service has not; adding a port would change the load balancer's listeners, which a hand-over never does",
        "Correct loadBalancers[].ports[].port, or add the port to the Service where it is defined");

    /// <summary>The pods belong to several workloads.</summary>
    public static readonly FindingKind SeveralOwners = new("LBS008", "Selector matches pods of several workloads", Severity.Warning,
        "The labels are those of pods of more than one workload, and the load balancer's traffic would be spread over all of them",
        "Add a label to the selector that only the wanted pods have");

    /// <summary>Nodes lose their endpoints under policy Local.</summary>
    public static readonly FindingKind NodesLose = new("LBS009", "Nodes lose their endpoints", Severity.Warning,
        "With a traffic policy of Local a node passes traffic to pods of its own alone; nodes without a new pod drop it until the load balancer's health check has taken them out",
        "Spread the new pods over these nodes first, or accept that connections over them are refused for some health checks");

    /// <summary>New pods have to speak PROXY protocol.</summary>
    public static readonly FindingKind ProxyProtocol = new("LBS010", "Load balancer speaks PROXY protocol", Severity.Warning,
        "The load balancer puts a header of PROXY protocol before each connection; pods that do not expect it refuse every one",
        "Make sure that the new gateway is set to accept PROXY protocol before the hand-over");

    /// <summary>MetalLB would take the shared address away.</summary>
    public static readonly FindingKind SharedAddress = new("LBS011", "Shared address needs the same selector", Severity.Error,
        "MetalLB lets Services with externalTrafficPolicy Local share an address only while their selectors are the same; after the hand-over one of them would lose it",
        "Give one of the Services an address of its own, or set externalTrafficPolicy Cluster on all that share it, before the hand-over");

    /// <summary>Who shares the address cannot be seen.</summary>
    public static readonly FindingKind SharedAddressUnseen = new("LBS012", "Who shares the address is not known", Severity.Warning,
        "The Service may share its address with others of any namespace, and those of other namespaces could not be read",
        "Grant list services in all namespaces, or look for the same sharing key yourself");

    /// <summary>Somebody else will write the Service again.</summary>
    public static readonly FindingKind OwnedElsewhere = new("LBS013", "Somebody else writes the Service", Severity.Warning,
        "The Service is part of something that is installed again: its next upgrade or reconciliation puts selector and ports back to what it says, and its removal takes the load balancer with it",
        "Set the selector and the target ports there as well, or take the Service out of it");

    /// <summary>The Service has no address.</summary>
    public static readonly FindingKind NoAddress = new("LBS014", "Load balancer has no address", Severity.Warning,
        "The Service has no address yet, so there is none that clients use and nothing that a hand-over keeps",
        "See why with kubectl describe service; events of its controller are at the end");

    /// <summary>A hand-over was begun and not finished.</summary>
    public static readonly FindingKind Unfinished = new("LBS015", "Unfinished hand-over", Severity.Error,
        "An earlier run was ended by force between the change and its proof, and what is asked for now is something else",
        "Finish it by asking for the same again, or go back with --revert and the file of the hand-over");

    /// <summary>The endpoints were not filled, and the Service leads back.</summary>
    public static readonly FindingKind NotProven = new("LBS016", "Hand-over did not hold", Severity.Error,
        "After the change the endpoints were not filled in time, did not stay so, or the load balancer's address changed",
        "See whether the new pods stay ready, then hand over again");

    /// <summary>The Service leads somewhere and has no endpoints there.</summary>
    public static readonly FindingKind NoEndpoints = new("LBS017", "Load balancer without endpoints", Severity.Error,
        "The Service leads where it should and its endpoints are not filled, so that the load balancer answers nobody",
        "See why the pods are not ready, or go back with --revert and the file of the hand-over");

    /// <summary>Somebody else has changed the Service since.</summary>
    public static readonly FindingKind ChangedSince = new("LBS018", "Service changed since the hand-over", Severity.Error,
        "The Service no longer is as the hand-over left it, so that going back would undo what somebody else did",
        "Look at who changed it (its managedFields say), and change it by hand or hand over anew");

    /// <summary>A range is in two pools.</summary>
    public static readonly FindingKind PoolsOverlap = new("POL001", "Address pools overlap", Severity.Error,
        "Two pools hold the same address; MetalLB refuses the second, or two load balancers are given one address",
        "Take the addresses out of one of the pools");

    /// <summary>An address of a pool is in use by a machine.</summary>
    public static readonly FindingKind NodeInPool = new("POL002", "Address of a node in the pool", Severity.Error,
        "A node has an address of the pool; once MetalLB gives it to a Service, two machines answer for it and the node is cut off at times",
        "Leave the addresses of nodes out of the pool");

    /// <summary>A pool lies in the cluster's own ranges.</summary>
    public static readonly FindingKind ClusterRange = new("POL003", "Pool in a range of the cluster", Severity.Error,
        "The range overlaps one from which the cluster gives addresses to Services or pods; traffic to them never leaves the node",
        "Choose addresses of the network outside the cluster");

    /// <summary>Services would lose their address.</summary>
    public static readonly FindingKind AddressDropped = new("POL004", "Pool drops addresses in use", Severity.Error,
        "Services have addresses that are in the pool now and will be in none; MetalLB keeps them until its controller restarts or the Service changes, then gives others or none",
        "Keep these addresses in the pool, or move the Services to others first");

    /// <summary>A Service waits for an address.</summary>
    public static readonly FindingKind Pending = new("POL005", "Service waits for an address", Severity.Warning,
        "A Service of type LoadBalancer has no address, and no pool gives it one for the reason in the evidence",
        "Change the pool or the Service as the evidence says");

    /// <summary>A pool that would be announced twice or in a way that is not configured any more.</summary>
    public static readonly FindingKind StaleAdvertisement = new("POL006", "Pool announced in another way as well", Severity.Warning,
        "An advertisement that mesh.yaml does not ask for announces the pool; a target leaves alone what it did not make",
        "Delete the advertisement if it is not meant");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All =>
    [
        NotHandedOver, NoPod, NoReadyPod, NotListening, PartlyListening, UnknownListening, NoSuchPort, SeveralOwners, NodesLose, ProxyProtocol, SharedAddress, SharedAddressUnseen, OwnedElsewhere,
        NoAddress, Unfinished, NotProven, NoEndpoints, ChangedSince, PoolsOverlap, NodeInPool, ClusterRange, AddressDropped, Pending, StaleAdvertisement,
    ];
}
