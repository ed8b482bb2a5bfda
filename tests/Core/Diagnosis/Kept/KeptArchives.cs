using Mesh.Core.Diagnosis;
using Mesh.Core.Diagnosis.Archives;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Faults;
using Mesh.Core.Diagnosis.Signatures;

namespace Mesh.Core.Tests.Diagnosis.Kept;

/// <summary>The folder of archives beside the tests.</summary>
internal static class KeptArchives
{
    public static string PathOf(string name) => Path.Combine(Root(AppContext.BaseDirectory), "tests", "Core", "Diagnosis", "Archives", name);

    public static IReadOnlyList<Diagnosed> Diagnose(string path)
    {
        var (evidence, istioNamespace) = ArchiveReader.Read(path, Path.GetFileName(path), default);
        return Ranking.Of(new FaultFinder(new Explainer(SignatureBooks.BuiltIn)).Find(evidence, istioNamespace, []));
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "Cake.Frosting.Mesh.slnx")) ? folder : Root(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!);
}
