namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about why pods have or have not a proxy.</summary>
public static class InjectionFindings
{
    /// <summary>A proxy is asked for and no webhook selects the pods.</summary>
    public static readonly FindingKind Unserved = new("INJ001", "Proxy asked for, and no webhook injects", Severity.Error,
        "Labels of the namespace or of the pods ask for a proxy of a revision or tag that no webhook stands for, or contradict each other, so that new pods come up outside of the mesh and nobody says so",
        "Correct the label to a revision or tag that is there, or install the one it names");

    /// <summary>The injector that selects the pods does not answer.</summary>
    public static readonly FindingKind Unreached = new("INJ002", "Injector cannot be reached", Severity.Error,
        "The webhook that selects the pods leads to nobody who is ready, or the server cannot trust it: with failurePolicy Fail no new pod is made, with Ignore it is made without a proxy",
        "Bring istiod of this revision back; Mesh.VerifyIstio looks at all its webhooks, and afterwards the pods that were born meanwhile have to be restarted");

    /// <summary>Several webhooks select the pods.</summary>
    public static readonly FindingKind Several = new("INJ003", "Several webhooks inject", Severity.Warning,
        "More than one injector is asked about the same pods, one after the other, so that it depends on the names of their configurations which revision's proxy comes out",
        "Remove the configuration that is left over, or make the selectors exclude each other as the charts of one version do");

    /// <summary>A namespace has both labels.</summary>
    public static readonly FindingKind BothLabels = new("INJ004", "Namespace with both injection labels", Severity.Warning,
        "The namespace carries istio-injection and istio.io/rev; the former wins, so that the revision that is named does not count",
        "Keep one of the two: istio.io/rev where revisions or tags are used");

    /// <summary>Only an annotation asks for a proxy.</summary>
    public static readonly FindingKind AnnotationAlone = new("INJ005", "Annotation asks for a proxy, no label does", Severity.Warning,
        "Webhooks select pods by labels alone, so that the annotation sidecar.istio.io/inject=true is never read in a namespace that asks for nothing",
        "Write sidecar.istio.io/inject=true as a label on the pod template");

    /// <summary>The server makes something else of a pod than labels and webhooks say.</summary>
    public static readonly FindingKind Differs = new("INJ006", "Server does otherwise than the labels say", Severity.Error,
        "Labels, selectors and the injector's policy say one thing, and the server, asked about a new pod of this template, does another: an injector that answers without a proxy, another admission plugin that takes it out, or settings of istiod that stand in no object",
        "Trust what the server does; read the log of istiod for this namespace, and the other mutating webhooks that select these pods");

    /// <summary>The server refuses pods of the template.</summary>
    public static readonly FindingKind Refused = new("INJ007", "Server refuses new pods", Severity.Error,
        "Asked about a new pod of this template the server refuses it, so that what runs goes on running and whatever ends is not replaced",
        "Mend what the message names: a webhook that does not answer, a policy, a service account that is not there");

    /// <summary>A pod without the proxy it would have today.</summary>
    public static readonly FindingKind Missed = new("INJ008", "Pod was born without the proxy it would get today", Severity.Error,
        "A pod of this template would be given a proxy now, and this one has none: it was made before the namespace was labelled or the injector was there, or while the injector did not answer and its webhook was passed over",
        "Restart the workload; the evidence and the report have its entry for restarts in mesh.yaml");

    /// <summary>Image auto without injection.</summary>
    public static readonly FindingKind ImageAuto = new("INJ009", "Image auto without injection", Severity.Error,
        "A container's image is auto, which an injector replaces, and none does: the nodes would pull an image called auto",
        "Let the namespace or the pod ask for a revision that is there, and see that the namespace does not say istio-injection=disabled; then restart the workload");

    /// <summary>A pod's proxy is not the one that injection gives today.</summary>
    public static readonly FindingKind OtherProxy = new("INJ010", "Proxy is not the one that injection gives today", Severity.Warning,
        "The pod was injected with another image or by another revision than a new one would be, as after an upgrade of istiod or a change of the namespace's label",
        "Restart the workload; the evidence and the report have its entry for restarts in mesh.yaml");

    /// <summary>An application runs as the proxy's user.</summary>
    public static readonly FindingKind ProxyUser = new("INJ011", "Application runs as the proxy's user", Severity.Warning,
        "Traffic of UID 1337 is not redirected, because it is the proxy's own: an application of this user goes around the mesh in silence",
        "Give the application another runAsUser than 1337");

    /// <summary>An application container has the proxy's name.</summary>
    public static readonly FindingKind ProxyName = new("INJ012", "Application container named istio-proxy", Severity.Warning,
        "Injection merges its proxy into a container of this name, so that image and settings of both are mixed",
        "Give the application's container another name; a proxy that is put in by hand needs sidecar.istio.io/inject=false");

    /// <summary>A pod loses its proxy with the next restart.</summary>
    public static readonly FindingKind LastTime = new("INJ013", "Proxy will be gone after the next restart", Severity.Warning,
        "The pod has a proxy, and a new one of its template would have none: a label was removed or changed since, and the workload leaves the mesh pod by pod, whenever one is replaced",
        "Put the label back, or restart the workload on purpose if it is to leave the mesh");

    /// <summary>The injector's policy keeps pods out that the namespace asks for.</summary>
    public static readonly FindingKind Policy = new("INJ014", "Injector's policy keeps pods out", Severity.Warning,
        "The injector is installed with autoInject disabled: the label of a namespace does not suffice, each pod has to ask by itself",
        "Set sidecar.istio.io/inject=true as a label on the pods, or install istiod with global.proxy.autoInject=enabled");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [Unserved, Unreached, Several, BothLabels, AnnotationAlone, Differs, Refused, Missed, ImageAuto, OtherProxy, ProxyUser, ProxyName, LastTime, Policy];
}
