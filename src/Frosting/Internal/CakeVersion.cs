using Cake.Cli;
using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>The version of Cake itself. Cake.Cli's own resolver asks the entry assembly, which here is somebody's build.</summary>
internal sealed class CakeVersion : IVersionResolver
{
    public string GetVersion() => typeof(ICakeContext).Assembly.GetName().Version!.ToString(3);

    public string GetProductVersion() => GetVersion();
}
