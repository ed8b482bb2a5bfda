namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about gateways.</summary>
public static class GatewayFindings
{
    /// <summary>The configuration of a gateway contradicts itself.</summary>
    public static readonly FindingKind Contradiction = new("GTW001", "Gateway's options contradict each other", Severity.Error,
        "What a port speaks and what it is given do not go together, so that istiod would reject the Gateway object or nobody could connect",
        "Correct the port in mesh.yaml: HTTPS needs a credential, HTTP and TCP take none, and hosts need at least one port");

    /// <summary>The chart does not take what was configured.</summary>
    public static readonly FindingKind NotTaken = new("GTW002", "Chart does not take the option", Severity.Error,
        "The Service as rendered is not as mesh.yaml asks for: only for Istio's own gateway chart values are generated, another chart has to be told in its own words, and a values file of yours wins over what is generated",
        "Set it with the chart's own values, under values or set of the gateway, or remove the option");

    /// <summary>The injector would not put a proxy into the gateway's pods.</summary>
    public static readonly FindingKind NoInjector = new("GTW003", "No injector for the gateway's pods", Severity.Error,
        "The image of the pods is auto, which the sidecar injector replaces; it is not there, does not match these pods, has no endpoints, or its webhook has no CA, so that the nodes would pull an image called auto",
        "Install istiod of the gateway's revision and wait until it is ready, and see that the namespace does not say istio-injection=disabled");

    /// <summary>A pod runs an image called auto.</summary>
    public static readonly FindingKind ImageAuto = new("GTW004", "Pod with image auto", Severity.Error,
        "The pod was created while no injector answered, and stays as it was created",
        "Delete the pod once the injector answers; its controller makes a new one, which is injected");

    /// <summary>The Service has no endpoints.</summary>
    public static readonly FindingKind NoEndpoints = new("GTW005", "Gateway's Service has no endpoints", Severity.Error,
        "The Service's selector matches no ready pod of the gateway, so that the load balancer has nobody to send to",
        "Compare the Service's selector with the labels of the pods, and look at why pods are not ready");

    /// <summary>The Service lacks a port.</summary>
    public static readonly FindingKind PortMissing = new("GTW006", "Port not on the Service", Severity.Error,
        "The live Service does not have a port that was asked for, or sends it to another target port",
        "Look at who else changes the Service; install the gateway again");

    /// <summary>The secret with the certificate is not there.</summary>
    public static readonly FindingKind NoCredential = new("GTW007", "Certificate's secret not there", Severity.Warning,
        "The secret that a TLS port names is not in the namespace of the gateway's pods, or lacks its keys; until it is there the port refuses every connection",
        "Create the secret with tls.crt and tls.key in the gateway's namespace");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FindingKind> All { get; } = [Contradiction, NotTaken, NoInjector, ImageAuto, NoEndpoints, PortMissing, NoCredential];
}
