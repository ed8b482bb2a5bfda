namespace Mesh.Core.Helm;

/// <summary>How this version of helm is told the same things. Helm 4 lists everything unless told otherwise, lost list --all, applies on the server by default, and takes post-renderers only as plugins.</summary>
/// <remarks>Source: the commands' flags in helm's repository, v3.8 to v4.1 (pkg/cmd and cmd/helm).</remarks>
internal sealed record HelmDialect(HelmVersion Version)
{
    /// <summary>For <c>list</c>: releases in whatever state.</summary>
    public string[] ListAll => Version.Major >= 4 ? [] : ["--all"];

    /// <summary>For <c>upgrade</c>: render and ask the cluster, change nothing. From 3.13 on the bare flag no longer asks the cluster.</summary>
    public string DryRun => Version.IsAtLeast(3, 13) ? "--dry-run=server" : "--dry-run";

    /// <summary>
    /// For <c>upgrade</c> and <c>rollback</c>: what helm 3 does, three-way patches made by the client. Applied on the server, fields that istiod and autoscalers own would be conflicts, and forcing those would take the fields away.
    /// </summary>
    public string[] ThreeWay => Version.Major >= 4 ? ["--server-side=false"] : [];

    /// <summary>True when a post-renderer is the name of a plugin and gets the hooks too; before, it is a program and gets none.</summary>
    public bool PostRendersByPlugin => Version.Major >= 4;

    /// <summary>True when a post-renderer can be given arguments.</summary>
    public bool PostRendererTakesArguments => Version.IsAtLeast(3, 9);

    /// <summary>True when helm can be told to make objects its own that it does not own.</summary>
    public bool TakesOwnership => Version.IsAtLeast(3, 17);
}
