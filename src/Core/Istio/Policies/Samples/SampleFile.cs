using Mesh.Core.Configuration.Loading;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>Files of request samples.</summary>
internal static class SampleFile
{
    private const long LargestFile = 64 * 1024 * 1024;

    // Far above a hundred thousand samples.
    private static readonly YamlRules Rules = new(Deepest: 32, Largest: 5_000_000);

    /// <summary>The samples of all these files. Whatever is wrong with any of them is told at once.</summary>
    /// <param name="files">The paths, relative to the working directory.</param>
    /// <param name="workingDirectory">The working directory.</param>
    /// <exception cref="MeshException">65 when one is malformed, 66 when one is not there, 74 when one cannot be read.</exception>
    public static IReadOnlyList<PolicySample> Read(IEnumerable<string> files, string workingDirectory)
    {
        var problems = new Problems("the policy tests", "every key is described in docs/policy-tests.md");
        var samples = new List<PolicySample>();
        foreach (var file in files)
        {
            samples.AddRange(Parse(ReadText(file, workingDirectory), file, problems));
        }

        problems.ThrowIfAny();
        return samples;
    }

    /// <summary>The samples of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The path, for errors and findings.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static IReadOnlyList<PolicySample> Parse(string text, string file, Problems problems)
    {
        var before = problems.Count;
        var samples = new List<PolicySample>();
        try
        {
            foreach (var document in YamlReader.Read(text, file, Rules).Where(document => document.Root is not YamlScalar { IsNull: true }))
            {
                samples.AddRange(new SampleReader(file, problems).Read(document.Root));
            }

            if (samples.Count == 0 && problems.Count == before)
            {
                problems.Add(Place.InFile(file, 1, 1), "the file holds no sample; write them under tests:");
            }
        }
        catch (YamlSyntaxException exception)
        {
            problems.Add(Place.InFile(file, exception.At.Line, exception.At.Column), exception.Fault == YamlFault.Syntax ? $"not valid YAML: {exception.Why}" : exception.Why);
        }

        return samples;
    }

    private static string ReadText(string file, string workingDirectory)
    {
        var path = Path.GetFullPath(Path.Combine(workingDirectory, file));
        try
        {
            var length = new FileInfo(path).Length;
            return length <= LargestFile ? File.ReadAllText(path)
                : throw new MeshException(ExitCode.MalformedInput, $"the policy tests {file} are larger than {LargestFile / 1024 / 1024} MiB", "Divide them into several files");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MeshException(ExitCode.NoInput, $"the policy tests {file} are not there", "Name an existing file in --policy-tests or lint.policyTests", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"the policy tests {file} cannot be read: {exception.Message.TrimEnd('.')}", "Name a file that can be read in --policy-tests or lint.policyTests", exception);
        }
    }
}
