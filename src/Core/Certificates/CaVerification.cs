using System.Text.Json.Nodes;
using Mesh.Core.Certificates.Chains;
using Mesh.Core.Certificates.Flaws;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Certificates;

/// <summary>Examines CAs and chains, and writes down what was found.</summary>
/// <param name="journal">Where findings, tables and data go; it learns of every private key before anything else does.</param>
/// <param name="time">The clock.</param>
public sealed class CaVerification(RunJournal journal, TimeProvider time)
{
    // A mesh of thousands of services has a config_dump of tens of megabytes.
    private const int LargestFile = 64 * 1024 * 1024;

    /// <summary>Examines the configured clusters' folders, or one folder, or the chains in a file.</summary>
    /// <param name="options">What is configured; null where nothing is.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="folder">The folder of one CA instead of the configured ones; null for those.</param>
    /// <param name="file">A PEM bundle or a dump instead, <c>-</c> for the standard input; null for the folders.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: both are given; <see cref="ExitCode.Configuration"/>: neither is, and no folder is configured; <see cref="ExitCode.NoInput"/>,
    /// <see cref="ExitCode.InputOutput"/>, <see cref="ExitCode.MalformedInput"/>: as for <see cref="CaFolder.Read(string)"/> and <see cref="ChainCheck.Of"/>.</exception>
    public async Task RunAsync(CertificatesOptions? options, string workingDirectory, string? folder, string? file, CancellationToken cancellation)
    {
        if (folder is not null && file is not null)
        {
            throw new MeshException(ExitCode.Usage, "--folder and --file are both given", "Give the folder of a CA, or the file of a chain");
        }

        options ??= new();
        if (file is not null)
        {
            CheckChains(await ReadAsync(file, workingDirectory, cancellation), file == "-" ? "standard input" : file, TimeSpan.FromDays(options.WarnDays));
            return;
        }

        // All are read before the first is judged: a folder that is not there is no finding.
        var bundles = CaFolders.Of(options, workingDirectory, folder).Select(shown => (Shown: shown, Bundle: CaFolder.Read(Path.GetFullPath(shown, workingDirectory), shown))).ToList();
        var reports = bundles.ConvertAll(one => Examine(one.Bundle, TimeSpan.FromDays(options.WarnDays), options.TrustDomain, one.Shown));
        foreach (var finding in AlikeCas.Of([.. bundles.Select(one => one.Bundle)]))
        {
            journal.Find(finding);
        }

        Tell(reports);
    }

    /// <summary>Examines one CA, wherever it is from, and writes its findings down.</summary>
    /// <param name="bundle">The CA.</param>
    /// <param name="warnBefore">How long before it ends a certificate is warned about.</param>
    /// <param name="trustDomain">The trust domain of the workloads.</param>
    /// <param name="folder">The folder of its files, for the places in the findings; null where it is in none.</param>
    public CaReport Examine(CaBundle bundle, TimeSpan warnBefore, string trustDomain, string? folder = null)
    {
        foreach (var (name, content) in bundle.Files)
        {
            Hide(PrivateKeys.In(PemReader.Read(name, content.Span)));
        }

        var report = CaExamination.Of(bundle, time.GetUtcNow(), warnBefore, folder, trustDomain);
        foreach (var finding in report.Findings)
        {
            journal.Find(finding);
        }

        return report;
    }

    /// <summary>Writes down what was examined: a line for each CA, and the data of each for the report.</summary>
    /// <param name="reports">The CAs.</param>
    public void Tell(IReadOnlyList<CaReport> reports)
    {
        journal.Note(string.Join('\n', reports.Select(CaReportText.Of)));
        journal.Attach("certificates", new JsonArray([.. reports.Select(CaReportText.ToJson)]));
        var refused = reports.Count(report => !report.Istiod.Accepts || !report.Server.Accepts || !report.Client.Accepts);
        journal.Summarize($"{reports.Count} CA{(reports.Count == 1 ? "" : "s")} examined, {(refused == 0 ? "accepted by istiod and Envoy" : $"{refused} refused by istiod or Envoy")}");
    }

    private void CheckChains(byte[] content, string source, TimeSpan warnBefore)
    {
        Hide(ChainCheck.KeysIn(content, source));
        var chains = ChainCheck.Of(content, source, time.GetUtcNow(), warnBefore);
        foreach (var finding in chains.SelectMany(chain => chain.Findings))
        {
            journal.Find(finding);
        }

        journal.Note(string.Join('\n', chains.Select(CaReportText.Of)));
        journal.Attach("chains", new JsonArray([.. chains.Select(chain => chain.ToJson())]));
        var refused = chains.Count(chain => !chain.Server.Accepts || !chain.Client.Accepts);
        journal.Summarize($"{chains.Count} chain{(chains.Count == 1 ? "" : "s")} checked, {(refused == 0 ? "accepted in both roles" : $"{refused} refused")}");
    }

    private void Hide(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            journal.Secrets.Add(key);
        }
    }

    private static async Task<byte[]> ReadAsync(string file, string workingDirectory, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(Path.GetFullPath(file, workingDirectory));
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, cancellation) is > 0 and var length)
            {
                content.Write(buffer, 0, length);
                if (content.Length > LargestFile)
                {
                    throw new MeshException(ExitCode.MalformedInput, $"{file} is larger than 64 MB", "Give it the secrets alone: istioctl proxy-config secret POD -o json");
                }
            }

            return content.ToArray();
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MeshException(ExitCode.NoInput, $"{file} is not there", "Check the path and the working directory", missing);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{file} cannot be read: {denied.Message}", "Check the path, its owner and its mode", denied);
        }
    }
}
