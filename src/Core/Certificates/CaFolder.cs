using Mesh.Core.Findings;

namespace Mesh.Core.Certificates;

/// <summary>The folder of one cluster's CA.</summary>
public static class CaFolder
{
    /// <summary>Reads it, in whichever layout it is (istiod's rule: tls.crt wins).</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when the folder is not there or holds none of the files; <see cref="ExitCode.InputOutput"/> when one cannot be read;
    /// <see cref="ExitCode.MalformedInput"/> when one is larger than a megabyte.</exception>
    public static CaBundle Read(string path) => throw new NotImplementedException(path);
}
