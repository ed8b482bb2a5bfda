namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about AWS load balancer annotations of a Service. Source: aws-load-balancer-controller, docs/guide/service/annotations.md, and cloud-provider-aws.</summary>
public static class LoadBalancerAnnotationFindings
{
    /// <summary>The scheme is said twice, differently, or in a word that no controller knows.</summary>
    public static readonly FindingKind Scheme = new("LBA001", "Scheme is contradictory", Severity.Error,
        "The annotations say internal and internet-facing at once, or a scheme that the controllers refuse; which one wins differs between the controllers",
        "Say it once: scheme: internal or internet-facing in mesh.yaml, and no annotation of your own for it");

    /// <summary>Nobody makes the load balancer.</summary>
    public static readonly FindingKind Nobody = new("LBA002", "No controller makes the load balancer", Severity.Error,
        "The type is external without a target type, so that the cloud provider leaves the Service alone and the AWS Load Balancer Controller does too: it stays pending",
        "Add the annotation aws-load-balancer-nlb-target-type with ip or instance, or set loadBalancerClass: service.k8s.aws/nlb");

    /// <summary>Two controllers are asked for.</summary>
    public static readonly FindingKind TwoControllers = new("LBA003", "Two controllers are asked for", Severity.Error,
        "The load balancer class belongs to one controller and the type annotation to another; the class decides, and the annotation is ignored or both make a load balancer",
        "Keep the class or the type annotation, not both");

    /// <summary>An annotation does not go with the scheme.</summary>
    public static readonly FindingKind NotWithScheme = new("LBA004", "Annotation does not go with the scheme", Severity.Error,
        "Elastic IPs are for internet-facing load balancers and private addresses for internal ones, one for each subnet",
        "Remove the annotation, or change the scheme or the number of addresses");

    /// <summary>A value that the controller refuses.</summary>
    public static readonly FindingKind Value = new("LBA005", "Annotation's value is refused", Severity.Error,
        "The AWS Load Balancer Controller refuses this value, and the Service stays pending",
        "Correct the value as the evidence says");

    /// <summary>What cannot change on a load balancer that is there.</summary>
    public static readonly FindingKind Immutable = new("LBA006", "Cannot change on an existing load balancer", Severity.Error,
        "This belongs to the load balancer from its making: changed later it has no effect, leaves the old load balancer behind with two controllers at work, or makes a new one under another name",
        "Leave it as it is on the live Service, or delete the Service and install the gateway anew; its address changes then");

    /// <summary>The scheme is said in words of the other controller.</summary>
    public static readonly FindingKind Ignored = new("LBA007", "Scheme is not read by this controller", Severity.Error,
        "With type nlb the cloud provider makes the load balancer, and reads only aws-load-balancer-internal; it would be internet-facing",
        "Say scheme: internal in mesh.yaml, which sets both annotations, or add aws-load-balancer-internal: \"true\"");

    /// <summary>The PROXY protocol is switched on.</summary>
    public static readonly FindingKind ProxyProtocol = new("LBA008", "PROXY protocol is switched on", Severity.Warning,
        "The load balancer puts a header before every connection; a gateway that does not expect it fails each of them",
        "See that the gateway's pods carry the matching proxyProtocol configuration");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FindingKind> All { get; } = [Scheme, Nobody, TwoControllers, NotWithScheme, Value, Immutable, Ignored, ProxyProtocol];
}
