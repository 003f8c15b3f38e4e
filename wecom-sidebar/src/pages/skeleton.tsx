/** The shape of the customer page while it is on its way. */
export function SkeletonPage() {
  return (
    <main class="page" aria-busy="true" aria-label="正在读取客户资料">
      <section class="card who">
        <div class="bone bone-title" />
        <div class="bone bone-line" />
        <div class="row">
          <div class="bone bone-tag" />
          <div class="bone bone-tag" />
          <div class="bone bone-tag" />
        </div>
      </section>
      <section class="card">
        <div class="bone bone-line" />
        <div class="bone bone-button" />
      </section>
      <section class="card">
        <div class="bone bone-line" />
        <div class="bone bone-line short" />
        <div class="bone bone-line" />
        <div class="bone bone-line short" />
      </section>
    </main>
  )
}
