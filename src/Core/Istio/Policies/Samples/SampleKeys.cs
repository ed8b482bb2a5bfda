namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>The keys of the file of request samples: the one description that reader, JSON schema and the table in docs/policy-tests.md follow.</summary>
internal static class SampleKeys
{
    /// <summary>The keys of a sample.</summary>
    public static readonly SampleKeySet OfSample = new(
    [
        new("name", SampleValue.Text, "What the sample shows, in words.") { Required = true },
        new("namespace", SampleValue.Text, "The namespace of the workload that is called.") { Required = true },
        new("workload", SampleValue.Text, "The workload that is called, as KIND/NAME such as deployment/web; its labels are taken from the files or the cluster."),
        new("labels", SampleValue.Texts, "The labels of its pods, instead of workload; without both it is a workload that only policies without a selector reach."),
        new("services", SampleValue.List, "Where it is a waypoint: the Services behind it, as NAME or NAMESPACE/NAME."),
        new("request", SampleValue.Request, "The request; without it one of plain text of which nothing is known.") ,
        new("expect", SampleValue.Text, "What has to become of it.") { Required = true, Choices = ["allow", "deny"] },
        new("by", SampleValue.Text, "The policy that has to decide it, as NAME or NAMESPACE/NAME."),
    ]);

    /// <summary>The keys of a request.</summary>
    public static readonly SampleKeySet OfRequest = new(
    [
        new("sourceIP", SampleValue.Address, "The address of the directly connected peer (ipBlocks): behind a gateway that is the gateway's pod."),
        new("remoteIP", SampleValue.Address, "The address of the original client (remoteIpBlocks); without it that of the peer."),
        new("principal", SampleValue.Text, "The identity in the peer's certificate, such as cluster.local/ns/beta/sa/web; without any identity the request is plain text."),
        new("namespace", SampleValue.Text, "The namespace of the peer, instead of principal."),
        new("serviceAccount", SampleValue.Text, "The service account of the peer, with namespace; without it the namespace's default."),
        new("requestPrincipal", SampleValue.Text, "Issuer and subject of the token, as ISSUER/SUBJECT.") { IsHttp = true },
        new("claims", SampleValue.Claims, "Claims of the token.") { IsHttp = true },
        new("protocol", SampleValue.Text, "What the port carries; on tcp nothing of HTTP is known.") { Choices = ["http", "tcp"] },
        new("method", SampleValue.Text, "The method; GET without it. gRPC is always POST.") { IsHttp = true },
        new("host", SampleValue.Text, "The host as the client names it, with its port where it names one.") { IsHttp = true },
        new("path", SampleValue.Text, "The path; / without it. For gRPC /package.Service/Method.") { IsHttp = true },
        new("headers", SampleValue.Texts, "Headers by name.") { IsHttp = true },
        new("port", SampleValue.Port, "The port at which the workload listens, which is not that of its Service."),
        new("destinationIP", SampleValue.Address, "The address that the connection goes to."),
        new("sni", SampleValue.Text, "The server name of the TLS handshake."),
        new("custom", SampleValue.Text, "What the external authorizer of a CUSTOM policy answers.") { Choices = ["allow", "deny"] },
    ]);
}
