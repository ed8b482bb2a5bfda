using Mesh.Core.Certificates.Making;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Certificates;

/// <summary>
/// Makes the CA of a mesh: a root, and below it an intermediate per cluster in the files that istiod reads. What is there and right is kept, what is there and wrong is an error;
/// everything is made and written aside first and appears only when all of it is complete.
/// </summary>
/// <param name="gate">Lets the changes pass, or only shows them.</param>
/// <param name="journal">Where findings and notes go.</param>
/// <param name="time">The clock.</param>
public sealed class CaCreation(ChangeGate gate, RunJournal journal, TimeProvider time)
{
    /// <summary>Makes what is missing.</summary>
    /// <param name="options">What is configured; null where nothing is.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="rotation">What is made anew although it is there.</param>
    /// <param name="cancellation">Stops it; then nothing has appeared.</param>
    /// <exception cref="MeshException">
    /// <see cref="ExitCode.Configuration"/>: no root or no cluster is configured, a name cannot be used, or the root's key would lie in a cluster's folder; <see cref="ExitCode.Usage"/>: a new root
    /// is asked for and its key is kept elsewhere; <see cref="ExitCode.NoInput"/>: an existing CA is incomplete; <see cref="ExitCode.MalformedInput"/>: an existing CA is broken or of another root;
    /// <see cref="ExitCode.CannotCreate"/> and <see cref="ExitCode.InputOutput"/>: a folder cannot be written or a file not be read. In each case nothing has been written.
    /// </exception>
    public async Task<CaCreationResult> RunAsync(CertificatesOptions? options, string workingDirectory, CaRotation rotation, CancellationToken cancellation)
    {
        // X.509 knows whole seconds; what is compared with a certificate is cut off as it is there.
        var ticks = time.GetUtcNow().UtcTicks;
        var now = new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var places = CaPlaces.Of(options, workingDirectory);
        return options!.ExternalRoot
            ? await new ExternalRoot(options, places, gate, journal, now).RunAsync(rotation, cancellation)
            : await new OwnRoot(options, places, gate, journal, now).RunAsync(rotation, cancellation);
    }
}
